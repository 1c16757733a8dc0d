package dev.tokenflow.protocol.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes one {@code struct tcp_event} the way the kernel does, for simulated networks, replays and tests. Fields not
 * set are 0; units are those of {@code bpf/tcp_event.h}. Reusable: {@link #clear()} starts the next event.
 */
public final class TcpEventBuilder {
    private final ByteBuffer struct = ByteBuffer.allocate(TcpEventLayout.SIZE).order(ByteOrder.LITTLE_ENDIAN);

    /** Sets every field to 0. */
    public TcpEventBuilder clear() {
        Arrays.fill(struct.array(), (byte) 0);
        return this;
    }

    public TcpEventBuilder kind(EventKind kind) {
        struct.put(TcpEventLayout.KIND, (byte) kind.code());
        return this;
    }

    public TcpEventBuilder tsNs(long value) {
        return u64(TcpEventLayout.TS_NS, value);
    }

    public TcpEventBuilder sampleNs(long value) {
        return u64(TcpEventLayout.SAMPLE_NS, value);
    }

    public TcpEventBuilder sockCookie(long value) {
        return u64(TcpEventLayout.SOCK_COOKIE, value);
    }

    public TcpEventBuilder localPort(int port) {
        struct.putShort(TcpEventLayout.LOCAL_PORT, (short) port);
        return this;
    }

    public TcpEventBuilder remote(IpAddress address, int port) {
        struct.putShort(TcpEventLayout.REMOTE_PORT, (short) port);
        for (int i = 0; i < 8; i++) {
            struct.put(TcpEventLayout.REMOTE_ADDR + i, (byte) (address.hi() >>> (56 - 8 * i)));
            struct.put(TcpEventLayout.REMOTE_ADDR + 8 + i, (byte) (address.lo() >>> (56 - 8 * i)));
        }
        return this;
    }

    /** Payload bytes acknowledged since the socket's last event. */
    public TcpEventBuilder bytesAcked(long delta) {
        return u64(TcpEventLayout.BYTES_ACKED_DELTA, delta);
    }

    /** Segments delivered since the socket's last event. */
    public TcpEventBuilder delivered(long delta) {
        return u32(TcpEventLayout.DELIVERED_DELTA, delta);
    }

    /** Segments reported as received twice since the socket's last event. */
    public TcpEventBuilder dsacks(long delta) {
        return u32(TcpEventLayout.DSACK_DELTA, delta);
    }

    /** One raw RTT sample, in an event of its own. */
    public TcpEventBuilder rtt(long rttUs) {
        return rtt(rttUs, 1, rttUs, rttUs, rttUs);
    }

    /** An event that stands for {@code count} samples, the latest being {@code rttUs}. */
    public TcpEventBuilder rtt(long rttUs, long count, long sumUs, long minUs, long maxUs) {
        u32(TcpEventLayout.RTT_US, rttUs);
        u32(TcpEventLayout.RTT_COUNT, count);
        u64(TcpEventLayout.RTT_SUM_US, sumUs);
        u32(TcpEventLayout.RTT_MIN_US, minUs);
        return u32(TcpEventLayout.RTT_MAX_US, maxUs);
    }

    /** The kernel's smoothed mean deviation of the round trip. */
    public TcpEventBuilder mdevUs(long value) {
        return u32(TcpEventLayout.MDEV_US, value);
    }

    /** Segments sent and not acknowledged yet. */
    public TcpEventBuilder packetsOut(long segments) {
        return u32(TcpEventLayout.PACKETS_OUT, segments);
    }

    /** Segments sent again by this event. */
    public TcpEventBuilder segments(long value) {
        return u32(TcpEventLayout.SEGMENTS, value);
    }

    public TcpEventBuilder cause(RetransmitCause cause) {
        int backoff = struct.get(TcpEventLayout.CAUSE) & ~TcpEventLayout.MAX_BACKOFF;
        struct.put(TcpEventLayout.CAUSE, (byte) (backoff | cause.code()));
        return this;
    }

    /** How often the retransmission timer had been doubled; what is above 15 becomes 15. */
    public TcpEventBuilder backoff(int doublings) {
        int cause = struct.get(TcpEventLayout.CAUSE) & TcpEventLayout.MAX_BACKOFF;
        int backoff = Math.min(doublings, TcpEventLayout.MAX_BACKOFF) << TcpEventLayout.BACKOFF_SHIFT;
        struct.put(TcpEventLayout.CAUSE, (byte) (backoff | cause));
        return this;
    }

    /** The segments of this RETRANSMIT did not leave the host. */
    public TcpEventBuilder notSent() {
        return known(TcpEventLayout.FLAG_NOT_SENT);
    }

    public TcpEventBuilder unsentBytes(long value) {
        return u32(TcpEventLayout.UNSENT_BYTES, value);
    }

    /** Whether the latest delivery-rate sample was limited by the application. */
    public TcpEventBuilder appLimited(boolean limited) {
        int others = struct.get(TcpEventLayout.FLAGS) & ~TcpEventLayout.FLAG_APP_LIMITED;
        struct.put(TcpEventLayout.FLAGS, (byte) (others | (limited ? TcpEventLayout.FLAG_APP_LIMITED : 0)));
        return this;
    }

    /** Segments sent again since the socket's last event, as the kernel counts them. */
    public TcpEventBuilder retransDelta(long segments) {
        return known(TcpEventLayout.FLAG_HAS_RETRANS).u32(TcpEventLayout.RETRANS_DELTA, segments);
    }

    /**
     * Time with data to send since the socket's last event, and how much of it something other than the path limited.
     */
    public TcpEventBuilder limits(long busyUs, long rwndLimitedUs, long sndbufLimitedUs) {
        known(TcpEventLayout.FLAG_HAS_LIMITS).u32(TcpEventLayout.BUSY_DELTA_US, busyUs);
        u32(TcpEventLayout.RWND_LIMITED_DELTA_US, rwndLimitedUs);
        return u32(TcpEventLayout.SNDBUF_LIMITED_DELTA_US, sndbufLimitedUs);
    }

    /** Delivered segments that a router marked. */
    public TcpEventBuilder deliveredCe(long delta) {
        return known(TcpEventLayout.FLAG_HAS_CE).u32(TcpEventLayout.DELIVERED_CE_DELTA, delta);
    }

    /** Times reordering was seen since the socket's last event; what is above 255 becomes 255. */
    public TcpEventBuilder reordering(long delta) {
        known(TcpEventLayout.FLAG_HAS_REORDERING);
        struct.put(TcpEventLayout.REORDERING_DELTA, (byte) Math.min(delta, 0xff));
        return this;
    }

    public TcpEventBuilder handshakeRttUs(long value) {
        return u32(TcpEventLayout.HANDSHAKE_RTT_US, value);
    }

    /** The struct's bytes, freshly copied. */
    public byte[] toBytes() {
        return struct.array().clone();
    }

    private TcpEventBuilder known(int flag) {
        struct.put(TcpEventLayout.FLAGS, (byte) (struct.get(TcpEventLayout.FLAGS) | flag));
        return this;
    }

    private TcpEventBuilder u64(int offset, long value) {
        struct.putLong(offset, value);
        return this;
    }

    private TcpEventBuilder u32(int offset, long value) {
        struct.putInt(offset, (int) Math.min(value, 0xffff_ffffL));
        return this;
    }
}
