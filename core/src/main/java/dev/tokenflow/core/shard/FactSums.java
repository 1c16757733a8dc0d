package dev.tokenflow.core.shard;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pane.PaneFacts;
import dev.tokenflow.core.pane.PaneTimes;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.RetransmitCause;
import dev.tokenflow.protocol.event.TcpEventView;

/** What the events of one path in one pane say of causes: sums, and the newest timeout and handshake. */
final class FactSums extends PaneFacts {
    private static final long NS_PER_MS = 1_000_000L;

    /** Tail loss probes, segments: sent to find out, so not yet a sign of loss. */
    long probes;

    private long timeoutMs = PaneTimes.NEVER;
    private long handshakeMs = PaneTimes.NEVER;
    private int handshakeUs;

    void addEvent(TcpEventView event, long wallNs) {
        add(event);
        if (event.kindCode() == EventKind.RETRANSMIT.code()) {
            if (PaneFacts.isTimeout(event)) {
                timeoutMs = Math.max(timeoutMs, Math.floorDiv(wallNs, NS_PER_MS));
            }
            probes += event.cause() == RetransmitCause.PROBE && !event.notSent() ? event.segments() : 0;
        } else if (event.kindCode() == EventKind.OPEN.code() && event.handshakeRttUs() > 0) {
            takeHandshake(
                    Math.floorDiv(wallNs, NS_PER_MS), (int) Math.min(EventRules.MAX_RTT_US, event.handshakeRttUs()));
        }
    }

    void addPart(FactSums part) {
        add(part);
        probes += part.probes;
        timeoutMs = Math.max(timeoutMs, part.timeoutMs);
        if (part.handshakeUs > 0) {
            takeHandshake(part.handshakeMs, part.handshakeUs);
        }
    }

    /** The newest counts; of two in one ms the shorter one, so that their order does not matter. */
    private void takeHandshake(long atMs, int us) {
        if (atMs > handshakeMs || (atMs == handshakeMs && us < handshakeUs)) {
            handshakeMs = atMs;
            handshakeUs = us;
        }
    }

    /**
     * When the newest round trip that an event brings was measured, ns. A timeout brings out one that no
     * acknowledgement did; it was measured before the timer began to run.
     */
    static long sampledNs(TcpEventView event, long wallNs) {
        if (!PaneFacts.isTimeout(event)) {
            return wallNs;
        }
        long agoNs = event.sampleNs() == 0 ? 0 : event.tsNs() - event.sampleNs();
        return wallNs - Math.max(NS_PER_MS, agoNs);
    }

    /** Whether a timer ran out. */
    boolean hasTimeout() {
        return timeoutMs != PaneTimes.NEVER;
    }

    /** Whether no round trip was measured since a timer ran out. */
    boolean isUnanswered(long newestSampleNs) {
        return hasTimeout() && Math.floorDiv(newestSampleNs, NS_PER_MS) < timeoutMs;
    }

    /** Bits of the head's flags. */
    int headFlags() {
        return (hasTimeout() ? PaneView.HAS_TIMEOUT : 0) | (handshakeUs > 0 ? PaneView.HAS_HANDSHAKE : 0);
    }

    /** Appends what stands in the head of a pane that ends at {@code toMs}. */
    void writeHead(PackedOutput out, long toMs) {
        if (hasTimeout()) {
            out.putVarint(toMs - timeoutMs);
        }
        if (handshakeUs > 0) {
            out.putVarint(toMs - handshakeMs).putVarint(handshakeUs);
        }
    }

    void save(PackedOutput out) {
        out.putByte((knowsLimits ? 1 : 0) | (knowsReordering ? 2 : 0));
        out.putVarint(busyMs).putVarint(receiverLimitedMs).putVarint(sendBufferLimitedMs);
        out.putVarint(timeouts).putVarint(fastRetransmits).putVarint(reorderings);
        out.putVarint(ecnDelivered).putVarint(marked).putVarint(probes);
        out.putLong(timeoutMs).putLong(handshakeMs).putVarint(handshakeUs);
    }

    void load(PackedInput in) {
        int known = in.readByte();
        knowsLimits = (known & 1) != 0;
        knowsReordering = (known & 2) != 0;
        busyMs = in.readVarint();
        receiverLimitedMs = in.readVarint();
        sendBufferLimitedMs = in.readVarint();
        timeouts = in.readVarint();
        fastRetransmits = in.readVarint();
        reorderings = in.readVarint();
        ecnDelivered = in.readVarint();
        marked = in.readVarint();
        probes = in.readVarint();
        timeoutMs = in.readLong();
        handshakeMs = in.readLong();
        handshakeUs = in.readInt();
    }
}
