/**
 * The token server: generates answers at a steady rate and sends them by one of the senders.
 *
 * <p>Here belong its routes and who is let in. The APIs' text is in {@link dev.tokenflow.simulator.openai} and
 * {@link dev.tokenflow.simulator.anthropic}; open answers are in {@link dev.tokenflow.simulator.server.stream}. Flink
 * and Kafka never belong here.
 */
@NullMarked
package dev.tokenflow.simulator.server;

import org.jspecify.annotations.NullMarked;
