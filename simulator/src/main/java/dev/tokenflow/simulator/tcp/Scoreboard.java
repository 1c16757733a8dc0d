package dev.tokenflow.simulator.tcp;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The segments in flight in order of sequence, what is known of each (SACK, RFC 2018), and which are lost (RACK, RFC
 * 8985).
 */
final class Scoreboard {
    private static final int DUP_THRESHOLD = 3;

    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private int sacked;
    private int lost;
    private int copiesInFlight;
    private long newestDeliveredSentNs = Long.MIN_VALUE;
    private boolean reorderingSeen;
    private long highestSacked;

    void sent(Segment segment) {
        segments.add(segment);
    }

    /** Removes what {@code cumulative} covers, telling {@code delivered} of each segment not SACKed before. */
    void acknowledge(long cumulative, Consumer<Segment> delivered) {
        for (Segment head = segments.peek(); head != null && head.end <= cumulative; head = segments.peek()) {
            segments.remove();
            if (head.sacked) {
                sacked--;
            } else {
                noteOrder(head);
                deliver(head, delivered);
            }
        }
    }

    /** Marks the segments inside [{@code start}, {@code end}) as received. */
    void sack(long start, long end, Consumer<Segment> delivered) {
        for (Segment segment : segments) {
            if (segment.start >= end) {
                break;
            }
            if (segment.start >= start && segment.end <= end && !segment.sacked) {
                noteOrder(segment);
                highestSacked = Math.max(highestSacked, segment.end);
                deliver(segment, delivered);
                segment.sacked = true;
                sacked++;
            }
        }
    }

    /** A segment sent at {@code sentNs} has certainly arrived: what was sent well before it should have, too. */
    void arrived(long sentNs) {
        newestDeliveredSentNs = Math.max(newestDeliveredSentNs, sentNs);
    }

    /**
     * Marks as lost what was sent so long before a segment that has arrived that it must have arrived, too.
     *
     * @return when to look again because a segment's time is not yet up; {@link Long#MAX_VALUE} = not needed
     */
    long detectLosses(long nowNs, long rttNs, long minRttNs, boolean recovering) {
        if (newestDeliveredSentNs == Long.MIN_VALUE) {
            return Long.MAX_VALUE;
        }
        boolean eager = !reorderingSeen && (recovering || sacked >= DUP_THRESHOLD);
        long reorderingNs = rttNs + (eager ? 0 : minRttNs / 4);
        long againNs = Long.MAX_VALUE;
        for (Segment segment : segments) {
            boolean pending = !segment.sacked && (!segment.lost || segment.copyInFlight);
            if (pending && segment.sentNs < newestDeliveredSentNs) {
                if (segment.sentNs + reorderingNs <= nowNs) {
                    markLost(segment);
                } else {
                    againNs = Math.min(againNs, segment.sentNs + reorderingNs);
                }
            } else if (pending && !segment.retransmitted) {
                break; // First copies left in order: all behind this one are younger.
            }
        }
        return againNs;
    }

    /** After a timeout the first segment is lost, and of the others those that left at {@code sentByNs} or before. */
    void markTimedOut(long sentByNs) {
        boolean first = true;
        for (Segment segment : segments) {
            if (!segment.sacked && (first || segment.sentNs <= sentByNs)) {
                markLost(segment);
            }
            first = false;
        }
    }

    /** The losses were imagined: what was not acknowledged is still in flight. */
    void forgiveLosses() {
        for (Segment segment : segments) {
            forgetLoss(segment);
        }
    }

    /** The first lost segment that has not been sent again. */
    @Nullable
    Segment nextLost() {
        if (lost == copiesInFlight) {
            return null;
        }
        for (Segment segment : segments) {
            if (segment.lost && !segment.copyInFlight) {
                return segment;
            }
        }
        return null;
    }

    @Nullable
    Segment last() {
        return segments.peekLast();
    }

    void resent(Segment segment) {
        segment.retransmitted = true;
        if (segment.lost) {
            segment.copyInFlight = true;
            copiesInFlight++;
        }
    }

    /**
     * Joins what follows a short segment into it, up to {@code maxBytes}: a thin stream's losses are sent again in full
     * segments, as Linux does.
     */
    void collapse(Segment first, int maxBytes) {
        boolean behind = false;
        for (Iterator<Segment> all = segments.iterator(); all.hasNext(); ) {
            Segment segment = all.next();
            if (behind) {
                if (segment.sacked || segment.end - first.start > maxBytes) {
                    return;
                }
                forgetLoss(segment);
                first.end = segment.end;
                first.retransmitted |= segment.retransmitted;
                all.remove();
            }
            behind |= segment == first;
        }
    }

    /** Segments sent and not cumulatively acknowledged. */
    int size() {
        return segments.size();
    }

    /** Segments believed to be on the path (RFC 6675's pipe). */
    int inFlight() {
        return segments.size() - sacked - lost + copiesInFlight;
    }

    int lost() {
        return lost;
    }

    boolean anySacked() {
        return sacked > 0;
    }

    /** A first copy that arrives after a later segment shows that the path reorders. */
    private void noteOrder(Segment arrived) {
        reorderingSeen |= arrived.end < highestSacked && !arrived.retransmitted;
    }

    private void deliver(Segment segment, Consumer<Segment> delivered) {
        forgetLoss(segment);
        delivered.accept(segment);
    }

    private void forgetLoss(Segment segment) {
        if (segment.lost) {
            segment.lost = false;
            lost--;
            if (segment.copyInFlight) {
                segment.copyInFlight = false;
                copiesInFlight--;
            }
        }
    }

    private void markLost(Segment segment) {
        if (!segment.lost) {
            segment.lost = true;
            lost++;
        } else if (segment.copyInFlight) {
            segment.copyInFlight = false;
            copiesInFlight--;
        }
    }
}
