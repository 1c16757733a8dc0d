package dev.tokenflow.protocol.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes one {@code struct tcp_event} the way the kernel does, for simulated networks, replays and tests. Fields not
 * set are 0; units are those of {@code bpf/tcp_event.h}. Reusable: {@link #clear()} starts the next event.
 */
public final class TcpEventBuilder {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private final ByteBuffer struct = ByteBuffer.allocate(TcpEventLayout.SIZE).order(ByteOrder.LITTLE_ENDIAN);

    /** Sets every field to 0. */
    public TcpEventBuilder clear() {
        java.util.Arrays.fill(struct.array(), (byte) 0);
        return this;
    }

    public TcpEventBuilder kind(EventKind kind) {
        struct.put(TcpEventLayout.KIND, (byte) kind.code());
        return this;
    }

    public TcpEventBuilder tsNs(long value) {
        return u64(TcpEventLayout.TS_NS, value);
    }

    public TcpEventBuilder sockCookie(long value) {
        return u64(TcpEventLayout.SOCK_COOKIE, value);
    }

    public TcpEventBuilder local(IpAddress address, int port) {
        struct.putShort(TcpEventLayout.LOCAL_PORT, (short) port);
        return address(TcpEventLayout.LOCAL_ADDR, address);
    }

    /** Also sets the address family. */
    public TcpEventBuilder remote(IpAddress address, int port) {
        struct.putShort(TcpEventLayout.REMOTE_PORT, (short) port);
        struct.putShort(TcpEventLayout.FAMILY, (short) (address.isIpv4() ? AF_INET : AF_INET6));
        return address(TcpEventLayout.REMOTE_ADDR, address);
    }

    public TcpEventBuilder netns(long value) {
        return u32(TcpEventLayout.NETNS, value);
    }

    public TcpEventBuilder bytesAcked(long total, long delta) {
        u64(TcpEventLayout.BYTES_ACKED, total);
        return u64(TcpEventLayout.BYTES_ACKED_DELTA, delta);
    }

    public TcpEventBuilder delivered(long total, long delta) {
        u32(TcpEventLayout.DELIVERED, total);
        return u32(TcpEventLayout.DELIVERED_DELTA, delta);
    }

    public TcpEventBuilder dsacks(long total, long delta) {
        u32(TcpEventLayout.DSACK_DUPS, total);
        return u32(TcpEventLayout.DSACK_DELTA, delta);
    }

    /** One raw RTT sample, folded alone. */
    public TcpEventBuilder rtt(long rttUs) {
        return rtt(rttUs, 1, rttUs, rttUs, rttUs);
    }

    /** A fold of {@code count} samples, the latest being {@code rttUs}. */
    public TcpEventBuilder rtt(long rttUs, long count, long sumUs, long minUs, long maxUs) {
        u32(TcpEventLayout.RTT_US, rttUs);
        u32(TcpEventLayout.RTT_COUNT, count);
        u64(TcpEventLayout.RTT_SUM_US, sumUs);
        u32(TcpEventLayout.RTT_MIN_US, minUs);
        return u32(TcpEventLayout.RTT_MAX_US, maxUs);
    }

    /** The kernel's own estimators. */
    public TcpEventBuilder estimators(long srttUs, long mdevUs, long minRttUs) {
        u32(TcpEventLayout.SRTT_US, srttUs);
        u32(TcpEventLayout.MDEV_US, mdevUs);
        return u32(TcpEventLayout.MIN_RTT_US, minRttUs);
    }

    public TcpEventBuilder window(long cwnd, long ssthresh, long packetsOut) {
        u32(TcpEventLayout.CWND, cwnd);
        u32(TcpEventLayout.SSTHRESH, ssthresh);
        return u32(TcpEventLayout.PACKETS_OUT, packetsOut);
    }

    public TcpEventBuilder retransmitted(long segments, long total) {
        u32(TcpEventLayout.SEGMENTS, segments);
        return u32(TcpEventLayout.TOTAL_RETRANS, total);
    }

    public TcpEventBuilder unsentBytes(long value) {
        return u32(TcpEventLayout.UNSENT_BYTES, value);
    }

    public TcpEventBuilder deliveryRate(long bytesPerSecond, boolean appLimited) {
        struct.put(TcpEventLayout.FLAGS, (byte) (appLimited ? TcpEventLayout.FLAG_APP_LIMITED : 0));
        return u64(TcpEventLayout.DELIVERY_RATE, bytesPerSecond);
    }

    public TcpEventBuilder state(int value) {
        struct.put(TcpEventLayout.STATE, (byte) value);
        return this;
    }

    /** The struct's bytes, freshly copied. */
    public byte[] toBytes() {
        return struct.array().clone();
    }

    private TcpEventBuilder u64(int offset, long value) {
        struct.putLong(offset, value);
        return this;
    }

    private TcpEventBuilder u32(int offset, long value) {
        struct.putInt(offset, (int) Math.min(value, 0xffff_ffffL));
        return this;
    }

    private TcpEventBuilder address(int offset, IpAddress address) {
        for (int i = 0; i < 8; i++) {
            struct.put(offset + i, (byte) (address.hi() >>> (56 - 8 * i)));
            struct.put(offset + 8 + i, (byte) (address.lo() >>> (56 - 8 * i)));
        }
        return this;
    }
}
