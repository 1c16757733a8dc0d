/**
 * The ways to compute windows that are compared: TokenFlow's own, those that Flink and Kafka Streams bring along, and
 * what they have in common.
 *
 * <p>A peer is written as well as its makers advise. Nothing here measures.
 */
@NullMarked
package dev.tokenflow.bench.window.peer;

import org.jspecify.annotations.NullMarked;
