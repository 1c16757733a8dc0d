/**
 * Hints on their way from the job to whoever sends tokens: what a hint says, its JSON form, and the key it has in its
 * topic.
 *
 * <p>Here belongs what both ends must agree on. How a hint is decided, stored, served, kept fresh or obeyed does not.
 */
@NullMarked
package dev.tokenflow.protocol.hint;

import org.jspecify.annotations.NullMarked;
