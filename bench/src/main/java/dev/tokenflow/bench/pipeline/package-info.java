/**
 * The whole way of an event, from an agent's batch through Kafka, the Flink job and the hint server to a hint that is
 * fetched: how much and how fast.
 */
@NullMarked
package dev.tokenflow.bench.pipeline;

import org.jspecify.annotations.NullMarked;
