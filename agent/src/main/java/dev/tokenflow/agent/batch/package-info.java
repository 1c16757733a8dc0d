/**
 * Events become batches: which shard an event goes to, when a batch is closed, what its header says.
 *
 * <p>Nothing here waits, does input or output, or knows Kafka: the draining thread runs it between two looks at the
 * ring.
 */
@NullMarked
package dev.tokenflow.agent.batch;

import org.jspecify.annotations.NullMarked;
