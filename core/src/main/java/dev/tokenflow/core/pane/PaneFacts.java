package dev.tokenflow.core.pane;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.RetransmitCause;
import dev.tokenflow.protocol.event.TcpEventView;

/**
 * What the kernel knows of the causes: what held connections back, and why segments were sent again. Sums of a pane,
 * and their packed form, a part of a {@link PaneBody}. Of the probes that do not tell such things nothing is known, and
 * it takes no byte; where all is known and nothing happened, it takes the one or two of the busy time.
 *
 * <p>Times are in whole ms, rounded event by event: the kernel counts them in ticks of 1 to 10 ms.
 */
public class PaneFacts {
    /** Bits of the flags of a {@link PaneBody}. */
    static final int KNOWS_LIMITS = 32;

    static final int KNOWS_REORDERING = 64;
    static final int HAS_MORE = 128;

    // bits of a second byte of flags, which stands there with HAS_MORE
    private static final int LIMITED = 1;
    private static final int TIMEOUTS = 2;
    private static final int FAST = 4;
    private static final int REORDERED = 8;
    private static final int ALL_ECN = 16;
    private static final int SOME_ECN = 32;
    private static final int MARKED = 64;

    /** Whether any event told of the times; then it also told the causes. */
    public boolean knowsLimits;

    /** Time with data to send, the next two included, all connections together, ms. */
    public long busyMs;

    /** Of it, time in which the receiver's window was the limit, ms. */
    public long receiverLimitedMs;

    /** Of it, time in which the send buffer was the limit, ms. */
    public long sendBufferLimitedMs;

    /** Times that segments were sent again because a retransmission timer had run out. */
    public long timeouts;

    /** Segments sent again by fast recovery. */
    public long fastRetransmits;

    /** Whether any event told of reordering. */
    public boolean knowsReordering;

    /** Times that reordering was seen. */
    public long reorderings;

    /** Segments delivered by connections with ECN. */
    public long ecnDelivered;

    /** Of these, segments that a router marked (CE). */
    public long marked;

    /**
     * Whether the event tells that a retransmission timer of an open connection ran out. During the handshake there is
     * no data, so no time is busy; later it has been for as long as the timer ran. What is sent again in the same tick
     * as something before it belongs to that.
     */
    public static boolean isTimeout(TcpEventView event) {
        return event.kindCode() == EventKind.RETRANSMIT.code()
                && event.cause() == RetransmitCause.TIMEOUT
                && !(event.hasLimits() && event.busyDeltaUs() == 0);
    }

    /** Adds what an event tells. */
    public void add(TcpEventView event) {
        if (event.hasLimits()) {
            knowsLimits = true;
            busyMs += wholeMs(event.busyDeltaUs());
            receiverLimitedMs += wholeMs(event.rwndLimitedDeltaUs());
            sendBufferLimitedMs += wholeMs(event.sndbufLimitedDeltaUs());
        }
        if (event.hasReordering()) {
            knowsReordering = true;
            reorderings += event.reorderingDelta();
        }
        if (event.hasCe()) {
            ecnDelivered += event.deliveredDelta();
            marked += event.deliveredCeDelta();
        }
        if (event.kindCode() == EventKind.RETRANSMIT.code()) {
            timeouts += isTimeout(event) ? 1 : 0;
            fastRetransmits += event.cause() == RetransmitCause.FAST && !event.notSent() ? event.segments() : 0;
        }
    }

    /** Adds what is known of a part. */
    public void add(PaneFacts part) {
        knowsLimits |= part.knowsLimits;
        busyMs += part.busyMs;
        receiverLimitedMs += part.receiverLimitedMs;
        sendBufferLimitedMs += part.sendBufferLimitedMs;
        timeouts += part.timeouts;
        fastRetransmits += part.fastRetransmits;
        knowsReordering |= part.knowsReordering;
        reorderings += part.reorderings;
        ecnDelivered += part.ecnDelivered;
        marked += part.marked;
    }

    /** Its bits of the body's flags. */
    public int flags() {
        return (knowsLimits ? KNOWS_LIMITS : 0) | (knowsReordering ? KNOWS_REORDERING : 0) | (hasMore() ? HAS_MORE : 0);
    }

    private boolean hasMore() {
        return (receiverLimitedMs
                        | sendBufferLimitedMs
                        | timeouts
                        | fastRetransmits
                        | reorderings
                        | ecnDelivered
                        | marked)
                != 0;
    }

    /**
     * Appends it.
     *
     * @param delivered segments, of all connections
     */
    public void write(PackedOutput out, long delivered) {
        if (knowsLimits) {
            out.putVarint(busyMs);
        }
        if (!hasMore()) {
            return;
        }
        boolean limited = (receiverLimitedMs | sendBufferLimitedMs) != 0;
        boolean someEcn = ecnDelivered != 0 && ecnDelivered != delivered;
        out.putByte((limited ? LIMITED : 0)
                | (timeouts != 0 ? TIMEOUTS : 0)
                | (fastRetransmits != 0 ? FAST : 0)
                | (reorderings != 0 ? REORDERED : 0)
                | (someEcn ? SOME_ECN : ecnDelivered != 0 ? ALL_ECN : 0)
                | (marked != 0 ? MARKED : 0));
        if (limited) {
            out.putVarint(receiverLimitedMs).putVarint(sendBufferLimitedMs);
        }
        putUnless0(out, timeouts);
        putUnless0(out, fastRetransmits);
        putUnless0(out, reorderings);
        if (someEcn) {
            out.putVarint(ecnDelivered);
        }
        putUnless0(out, marked);
    }

    private static void putUnless0(PackedOutput out, long value) {
        if (value != 0) {
            out.putVarint(value);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param flags of the body
     */
    void read(PackedInput in, int flags, long delivered) {
        knowsLimits = (flags & KNOWS_LIMITS) != 0;
        knowsReordering = (flags & KNOWS_REORDERING) != 0;
        busyMs = knowsLimits ? in.readVarint() : 0;
        int more = (flags & HAS_MORE) != 0 ? in.readByte() : 0;
        boolean limited = (more & LIMITED) != 0;
        receiverLimitedMs = limited ? in.readVarint() : 0;
        sendBufferLimitedMs = limited ? in.readVarint() : 0;
        timeouts = (more & TIMEOUTS) != 0 ? in.readVarint() : 0;
        fastRetransmits = (more & FAST) != 0 ? in.readVarint() : 0;
        reorderings = (more & REORDERED) != 0 ? in.readVarint() : 0;
        ecnDelivered = (more & SOME_ECN) != 0 ? in.readVarint() : (more & ALL_ECN) != 0 ? delivered : 0;
        marked = (more & MARKED) != 0 ? in.readVarint() : 0;
    }

    private static long wholeMs(long us) {
        return (us + 500) / 1_000;
    }
}
