package dev.tokenflow.lab.observe;

import dev.tokenflow.protocol.hint.Hint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hints of one key in the order in which they became visible, by monotonic time. */
public final class HintLog {
    /** A hint and when a GET could first see it. */
    public record Seen(long atNs, Hint hint, double latencyMs) {}

    private final List<Seen> seen = new ArrayList<>();

    /** Adds a hint that is visible since {@code atNs}, which is now. */
    synchronized void add(Hint hint, long atNs) {
        Instant now = Instant.now();
        double nowMs = now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
        seen.add(new Seen(atNs, hint, nowMs - hint.oldestEventAtMs()));
    }

    /** Those visible from {@code fromNs} to {@code toNs}, oldest first. */
    public synchronized List<Seen> between(long fromNs, long toNs) {
        return seen.stream().filter(s -> s.atNs() >= fromNs && s.atNs() < toNs).toList();
    }

    /** The one that was in force at a time, or null before the first. */
    public synchronized @Nullable Hint at(long timeNs) {
        Hint found = null;
        for (Seen s : seen) {
            if (s.atNs() > timeNs) {
                break;
            }
            found = s.hint();
        }
        return found;
    }

    /** Share of [from, to) in which the hint asked for less than the full rate or for more than one token a chunk. */
    public synchronized double heldBackShare(long fromNs, long toNs, double fullRate) {
        long held = 0;
        boolean holds = false;
        long since = fromNs;
        for (Seen s : seen) {
            if (s.atNs() >= toNs) {
                break;
            }
            long at = Math.max(fromNs, s.atNs());
            held += holds ? at - since : 0;
            since = at;
            holds = holdsBack(s.hint(), fullRate);
        }
        held += holds ? toNs - since : 0;
        return toNs > fromNs ? (double) held / (toNs - fromNs) : Double.NaN;
    }

    /** Whether a hint asks for anything but full rate and one token a chunk. */
    public static boolean holdsBack(Hint hint, double fullRate) {
        return hint.tokensPerChunk() > 1 || hint.tokensPerSecond() < fullRate;
    }
}
