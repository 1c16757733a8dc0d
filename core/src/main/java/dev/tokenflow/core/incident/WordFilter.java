package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathName;

/**
 * Lets words through that are news: one that changed, or that has not been said for a while. Where very many are news,
 * those beyond a number a second are left out. It forgets a path when another takes its place; then a word is said more
 * often than need be. Not thread-safe.
 */
public final class WordFilter {
    /** Time after which a word is said again though it did not change, ms. */
    static final long REPEAT_MS = 2_000;

    /** Most words a second: as much as looking for incidents takes from pacing, 5 % of a core at 1 us a word. */
    static final int MOST_A_SECOND = 50_000;

    private static final int PLACES = 1 << 15;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final long[] marks = new long[PLACES];
    private final long[] saidMs = new long[PLACES];
    private long second = Long.MIN_VALUE;
    private int left;

    /** What becomes of a word. */
    public enum Verdict {
        NEWS,
        KNOWN,
        TOO_MANY
    }

    public Verdict of(PathName name, Diagnosis word, long atMs) {
        long path = (name.hi() * 31 + name.lo() ^ (long) name.tenant().hashCode() << 32) * MIX;
        int place = (int) (path >>> 40) & PLACES - 1;
        long mark = path ^ word.ordinal() + 1;
        if (marks[place] == mark && atMs - saidMs[place] < REPEAT_MS) {
            return Verdict.KNOWN;
        }
        if (Math.floorDiv(atMs, 1_000L) != second) {
            second = Math.floorDiv(atMs, 1_000L);
            left = MOST_A_SECOND;
        }
        if (left == 0) {
            return Verdict.TOO_MANY;
        }
        left--;
        marks[place] = mark;
        saidMs[place] = atMs;
        return Verdict.NEWS;
    }
}
