package dev.tokenflow.bench.pipeline.measure;

import java.util.ArrayList;
import java.util.List;

/** Times in which nothing came. */
public final class PauseLog {
    /** Shorter ones are not remembered, ns. */
    private static final long LEAST_NS = 2_000_000;

    private final List<Pause> pauses = new ArrayList<>();
    private long lastNs;
    private boolean hasBegun;

    private record Pause(long fromNs, long toNs) {
        private double overlapMs(long otherFromNs, long otherToNs) {
            long ns = Math.min(toNs, otherToNs) - Math.max(fromNs, otherFromNs);
            return ns > 0 ? (toNs - fromNs) / 1e6 : 0;
        }
    }

    /** Something came, at {@link System#nanoTime} {@code atNs}. */
    public synchronized void came(long atNs) {
        if (hasBegun && atNs - lastNs >= LEAST_NS) {
            pauses.add(new Pause(lastNs, atNs));
        }
        hasBegun = true;
        lastNs = atNs;
    }

    /** The longest pause of which a part lies between two instants, ms; the present one counts as far as it goes. */
    public synchronized double longestMs(long fromNs, long toNs) {
        double longest = hasBegun ? new Pause(lastNs, System.nanoTime()).overlapMs(fromNs, toNs) : 0;
        for (Pause pause : pauses) {
            longest = Math.max(longest, pause.overlapMs(fromNs, toNs));
        }
        return longest;
    }
}
