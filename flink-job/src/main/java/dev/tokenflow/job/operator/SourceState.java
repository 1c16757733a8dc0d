package dev.tokenflow.job.operator;

import dev.tokenflow.core.event.SequenceWindow;

/**
 * What is remembered of one agent's shard besides its sockets and waiting batches.
 *
 * @param sequences which batches came
 * @param site      agent id
 * @param newestMs  event time of the newest batch
 * @param checkMs   timer at which its silence is looked at
 */
public record SourceState(SequenceWindow sequences, String site, long newestMs, long checkMs) {}
