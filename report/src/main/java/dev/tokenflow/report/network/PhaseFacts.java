package dev.tokenflow.report.network;

import dev.tokenflow.report.text.Known;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of the faulty link's timeline.
 *
 * @param name for example {@code clean}, {@code congested}, {@code loss}, {@code recovered}; no two phases share one
 * @param startS seconds since the arm's start
 * @param durationS seconds, &gt; 0
 * @param capacityBitsPerSecond what the link carries; {@code null} = not limited
 * @param bufferMs how long a full queue takes to drain at that capacity; {@code null} unknown
 * @param delayMs round trip of an empty link; {@code null} unknown
 * @param lossRate share of packets dropped at random, 0 to 1
 */
public record PhaseFacts(
        String name,
        double startS,
        double durationS,
        @Nullable Double capacityBitsPerSecond,
        @Nullable Double bufferMs,
        @Nullable Double delayMs,
        double lossRate) {
    public PhaseFacts {
        capacityBitsPerSecond = Known.orNull(capacityBitsPerSecond);
        bufferMs = Known.orNull(bufferMs);
        delayMs = Known.orNull(delayMs);
        if (!(startS >= 0 && durationS > 0 && Double.isFinite(startS + durationS))) {
            throw new IllegalArgumentException("phase '" + name + "' starts at " + startS + " s and lasts " + durationS
                    + " s, expected >= 0 and > 0");
        }
        if (!(lossRate >= 0 && lossRate <= 1)) {
            throw new IllegalArgumentException(
                    "loss rate of phase '" + name + "' is " + lossRate + ", expected 0 to 1");
        }
    }

    /** Seconds since the arm's start at which the next phase begins. */
    public double endS() {
        return startS + durationS;
    }
}
