package dev.tokenflow.gateway.delta;

import java.util.Arrays;

/**
 * The variable parts of an event, in order, as ranges counted from the event's first byte. All other bytes are fixed:
 * two events can become one if their fixed bytes are equal.
 */
public final class Spans {
    /** More are not kept; an event that has more is never joined. */
    public static final int MOST = 12;

    private final SpanKind[] kinds = new SpanKind[MOST];
    private final int[] starts = new int[MOST];
    private final int[] ends = new int[MOST];
    private int count;

    public Spans() {
        Arrays.fill(kinds, SpanKind.CONCAT);
    }

    public int count() {
        return count;
    }

    public SpanKind kind(int span) {
        return kinds[span];
    }

    public int start(int span) {
        return starts[span];
    }

    public int end(int span) {
        return ends[span];
    }

    public int length(int span) {
        return ends[span] - starts[span];
    }

    /** Whether one of them is of a kind. */
    public boolean has(SpanKind kind) {
        for (int i = 0; i < count; i++) {
            if (kinds[i] == kind) {
                return true;
            }
        }
        return false;
    }

    public void clear() {
        count = 0;
    }

    /** Adds a span behind the others. Returns false if there is no room for it. */
    public boolean add(SpanKind kind, int start, int end) {
        if (count == MOST) {
            return false;
        }
        kinds[count] = kind;
        starts[count] = start;
        ends[count++] = end;
        return true;
    }

    /** Sets where a span lies, after the bytes of its event were rewritten. */
    public void move(int span, int start, int end) {
        starts[span] = start;
        ends[span] = end;
    }

    public void copyOf(Spans other) {
        count = other.count;
        System.arraycopy(other.kinds, 0, kinds, 0, count);
        System.arraycopy(other.starts, 0, starts, 0, count);
        System.arraycopy(other.ends, 0, ends, 0, count);
    }

    /** All bytes in spans, in bytes. */
    public int totalLength() {
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += length(i);
        }
        return total;
    }

    /**
     * Whether this event, {@code mine[myFrom, myTo)}, and another have spans of the same kinds and equal bytes around
     * them.
     */
    public boolean sameAround(byte[] mine, int myFrom, int myTo, Spans other, byte[] theirs, int from, int to) {
        if (count != other.count) {
            return false;
        }
        int mineAt = myFrom;
        int theirsAt = from;
        for (int i = 0; i <= count; i++) {
            int mineTo = i == count ? myTo : myFrom + starts[i];
            int theirsTo = i == count ? to : from + other.starts[i];
            if ((i < count && kinds[i] != other.kinds[i])
                    || !Arrays.equals(mine, mineAt, mineTo, theirs, theirsAt, theirsTo)) {
                return false;
            }
            if (i < count) {
                mineAt = myFrom + ends[i];
                theirsAt = from + other.ends[i];
            }
        }
        return true;
    }
}
