/**
 * What one event of a token stream means: which protocol, which choice, and which of its bytes are text that may be
 * joined to the text of another.
 *
 * <p>Here belongs the reading of a single event. Nothing is kept from one event to the next, and nothing is changed;
 * that is in {@code merge}. What is not understood is called so and never guessed.
 */
@NullMarked
package dev.tokenflow.gateway.delta;

import org.jspecify.annotations.NullMarked;
