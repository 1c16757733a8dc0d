package dev.tokenflow.job.source;

import dev.tokenflow.protocol.event.BatchHeader;
import java.io.Serializable;

/**
 * Places a batch on the time axis: by its agent's clock, unless that is farther than {@code maxSkewMs} from the
 * broker's append time; then by the append time. Depends on the record alone, so a replay places it where it was.
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
