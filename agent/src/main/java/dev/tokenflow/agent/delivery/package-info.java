/**
 * Batches leave the agent: the bounded queue, the thread that empties it, Kafka, and the count of what was lost.
 *
 * <p>Whatever may wait for a network or a disk belongs behind the queue that is here. How a batch is made does not.
 */
@NullMarked
package dev.tokenflow.agent.delivery;

import org.jspecify.annotations.NullMarked;
