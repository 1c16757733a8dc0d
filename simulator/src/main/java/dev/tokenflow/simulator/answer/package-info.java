/**
 * What every API has in common: a request that asks for an answer, the form in which it is written, and the walk over a
 * planned answer from the first token to the last.
 *
 * <p>What is said is planned in {@link dev.tokenflow.simulator.answer.plan}; connections and time belong to
 * {@link dev.tokenflow.simulator.server}.
 */
@NullMarked
package dev.tokenflow.simulator.answer;

import org.jspecify.annotations.NullMarked;
