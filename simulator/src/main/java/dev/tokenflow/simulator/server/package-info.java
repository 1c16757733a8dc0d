/**
 * The token server: generates answers at a steady rate and sends them by one of the senders.
 *
 * <p>Here belong its routes, its open streams with their timers, and its metrics. The API's text is in
 * {@link dev.tokenflow.simulator.openai}; when tokens leave is decided in {@link dev.tokenflow.simulator.sender} and
 * the client. Flink and Kafka never belong here.
 */
@NullMarked
package dev.tokenflow.simulator.server;

import org.jspecify.annotations.NullMarked;
