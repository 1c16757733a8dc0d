/**
 * Readers: they ask a server for streamed answers on a fixed schedule and note when each token arrives.
 *
 * <p>Here belong the schedule, the connections, and the parsing of what comes in. What the noted times mean for a
 * person is computed in {@link dev.tokenflow.simulator.qoe}. Anything that the server knows, such as its sender or its
 * hints, never belongs here: readers see only what arrives.
 */
@NullMarked
package dev.tokenflow.simulator.reader;

import org.jspecify.annotations.NullMarked;
