/**
 * Runs one way to compute windows for a while and tells what it did: a Flink job whose sources can be held, Kafka
 * Streams on a broker, and the order in which they take turns.
 *
 * <p>What the windows compute does not belong here.
 */
@NullMarked
package dev.tokenflow.bench.window.run;

import org.jspecify.annotations.NullMarked;
