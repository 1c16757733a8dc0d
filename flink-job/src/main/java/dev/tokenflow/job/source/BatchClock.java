package dev.tokenflow.job.source;

import dev.tokenflow.protocol.event.BatchHeader;
import java.io.Serializable;

/**
 * Decides the event time of a batch: that of its agent's clock, or, when that is more than {@code maxSkewMs} away from
 * the broker's append time, the append time. It depends on the record alone, so a replay gives the same time.
 *
 * @param maxSkewMs farthest believable distance
 */
public record BatchClock(long maxSkewMs) implements Serializable {

    /** Whether the agent's clock cannot be believed. */
    public boolean isClamped(BatchHeader header, long appendMs) {
        long wallMs = header.wallMs(header.closedNs());
        return appendMs >= 0 && (wallMs < appendMs - maxSkewMs || wallMs > appendMs + maxSkewMs);
    }

    /** What to add to the batch's monotonic times to get ns since 1970. */
    public long offsetNs(BatchHeader header, long appendMs) {
        return isClamped(header, appendMs) ? appendMs * 1_000_000L - header.closedNs() : header.monoToWallNs();
    }

    /** Event time of the batch: when it was closed, ms since 1970. */
    public long eventTimeMs(BatchHeader header, long appendMs) {
        return isClamped(header, appendMs) ? appendMs : header.wallMs(header.closedNs());
    }
}
