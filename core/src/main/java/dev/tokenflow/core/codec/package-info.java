/**
 * Writes and reads numbers and texts in few bytes, for saved state and for packed panes.
 *
 * <p>Here belongs what any packed form can use. The forms themselves stand beside what they hold.
 */
@NullMarked
package dev.tokenflow.core.codec;

import org.jspecify.annotations.NullMarked;
