/**
 * What is known of what a path carries: how often it was how slow, and what its recent past looks like to a model.
 *
 * <p>Nothing here decides anything, and nothing is trained here.
 */
@NullMarked
package dev.tokenflow.core.pacing.capacity;

import org.jspecify.annotations.NullMarked;
