/**
 * The running agent and its command line. The agent carries the kernel probe's events to Kafka as the kernel wrote them
 * and counts what is lost on the way.
 *
 * <p>Here belongs what puts the parts below together. What an event means never belongs here: no RTT is averaged and no
 * decision is made before the Flink job.
 */
@NullMarked
package dev.tokenflow.agent;

import org.jspecify.annotations.NullMarked;
