package dev.tokenflow.bench.window.peer;

import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;

/**
 * What the peers need of a kernel event, as small as it can be. A mutable bean, so that Flink serialises it field by
 * field, without Kryo.
 */
public final class FlatEvent {
    /** {@link #client(long, long)} of the remote address. */
    public long client;

    /** The round trip in us; 0 when the event has none. */
    public int rttUs;

    /** Segments sent again. */
    public int retransmits;

    /** Payload bytes acknowledged. */
    public int bytesAcked;

    /** The key of an address: an IPv4 address itself, an IPv6 address mixed to 64 bits. */
    public static long client(long hi, long lo) {
        return hi == 0 ? lo : (hi ^ Long.rotateLeft(lo, 32)) * 0x9e37_79b9_7f4a_7c15L;
    }

    /** The part of an event that peers look at; an event of this benchmark never stands for more than one sample. */
    static FlatEvent of(TcpEventView event) {
        FlatEvent flat = new FlatEvent();
        flat.client = client(event.remoteHi(), event.remoteLo());
        flat.rttUs = (int) event.rttUs();
        flat.retransmits = event.kindCode() == EventKind.RETRANSMIT.code() ? (int) event.segments() : 0;
        flat.bytesAcked = (int) event.bytesAckedDelta();
        return flat;
    }
}
