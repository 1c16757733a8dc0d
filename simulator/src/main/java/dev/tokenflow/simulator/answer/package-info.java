/**
 * What one answer is made of, whatever API asks for it: choices, their parts, how long each is and why it ends.
 *
 * <p>Here belongs the plan of an answer and its walk from the first token to the last. Names of members and events
 * belong to the package of their API; connections and time to {@link dev.tokenflow.simulator.server}.
 */
@NullMarked
package dev.tokenflow.simulator.answer;

import org.jspecify.annotations.NullMarked;
