package dev.tokenflow.protocol.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A reusable window on one {@code struct tcp_event} inside a byte array: no copy, no allocation per event. Fields and
 * their units are those of {@code bpf/tcp_event.h}; unsigned 32-bit fields come back as {@code long}.
 */
public final class TcpEventView {
    private static final VarHandle LONG_LE =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT_LE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORT_LE =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_BE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[TcpEventLayout.SIZE];
    private int base;

    /**
     * Moves this view to the struct that starts at {@code offset}.
     *
     * @throws IndexOutOfBoundsException when fewer than {@link TcpEventLayout#SIZE} bytes follow
     */
    public TcpEventView at(byte[] source, int offset) {
        java.util.Objects.checkFromIndexSize(offset, TcpEventLayout.SIZE, source.length);
        bytes = source;
        base = offset;
        return this;
    }

    /** {@link EventKind#code()}; may be unknown in a damaged batch: see {@link EventKind#isKnown}. */
    public int kindCode() {
        return bytes[base + TcpEventLayout.KIND];
    }

    public long tsNs() {
        return u64(TcpEventLayout.TS_NS);
    }

    public long sockCookie() {
        return u64(TcpEventLayout.SOCK_COOKIE);
    }

    public long bytesAcked() {
        return u64(TcpEventLayout.BYTES_ACKED);
    }

    public long bytesAckedDelta() {
        return u64(TcpEventLayout.BYTES_ACKED_DELTA);
    }

    public long rttSumUs() {
        return u64(TcpEventLayout.RTT_SUM_US);
    }

    public long deliveryRate() {
        return u64(TcpEventLayout.DELIVERY_RATE);
    }

    public IpAddress localAddress() {
        return address(TcpEventLayout.LOCAL_ADDR);
    }

    public IpAddress remoteAddress() {
        return address(TcpEventLayout.REMOTE_ADDR);
    }

    /** First half of the remote address, so that a hot path can key by it without an object. */
    public long remoteHi() {
        return (long) LONG_BE.get(bytes, base + TcpEventLayout.REMOTE_ADDR);
    }

    /** Second half of the remote address. */
    public long remoteLo() {
        return (long) LONG_BE.get(bytes, base + TcpEventLayout.REMOTE_ADDR + 8);
    }

    public long netns() {
        return u32(TcpEventLayout.NETNS);
    }

    public long rttUs() {
        return u32(TcpEventLayout.RTT_US);
    }

    public long srttUs() {
        return u32(TcpEventLayout.SRTT_US);
    }

    public long mdevUs() {
        return u32(TcpEventLayout.MDEV_US);
    }

    public long minRttUs() {
        return u32(TcpEventLayout.MIN_RTT_US);
    }

    public long cwnd() {
        return u32(TcpEventLayout.CWND);
    }

    public long ssthresh() {
        return u32(TcpEventLayout.SSTHRESH);
    }

    public long packetsOut() {
        return u32(TcpEventLayout.PACKETS_OUT);
    }

    public long segments() {
        return u32(TcpEventLayout.SEGMENTS);
    }

    public long totalRetrans() {
        return u32(TcpEventLayout.TOTAL_RETRANS);
    }

    public long dsackDups() {
        return u32(TcpEventLayout.DSACK_DUPS);
    }

    public long delivered() {
        return u32(TcpEventLayout.DELIVERED);
    }

    public long deliveredDelta() {
        return u32(TcpEventLayout.DELIVERED_DELTA);
    }

    public long dsackDelta() {
        return u32(TcpEventLayout.DSACK_DELTA);
    }

    public long unsentBytes() {
        return u32(TcpEventLayout.UNSENT_BYTES);
    }

    public long rttCount() {
        return u32(TcpEventLayout.RTT_COUNT);
    }

    public long rttMinUs() {
        return u32(TcpEventLayout.RTT_MIN_US);
    }

    public long rttMaxUs() {
        return u32(TcpEventLayout.RTT_MAX_US);
    }

    public int localPort() {
        return u16(TcpEventLayout.LOCAL_PORT);
    }

    public int remotePort() {
        return u16(TcpEventLayout.REMOTE_PORT);
    }

    public int family() {
        return u16(TcpEventLayout.FAMILY);
    }

    public int state() {
        return bytes[base + TcpEventLayout.STATE] & 0xff;
    }

    /** Whether the latest delivery-rate sample was limited by the application. */
    public boolean appLimited() {
        return (bytes[base + TcpEventLayout.FLAGS] & TcpEventLayout.FLAG_APP_LIMITED) != 0;
    }

    private long u64(int offset) {
        return (long) LONG_LE.get(bytes, base + offset);
    }

    private long u32(int offset) {
        return Integer.toUnsignedLong((int) INT_LE.get(bytes, base + offset));
    }

    private int u16(int offset) {
        return Short.toUnsignedInt((short) SHORT_LE.get(bytes, base + offset));
    }

    private IpAddress address(int offset) {
        return new IpAddress((long) LONG_BE.get(bytes, base + offset), (long) LONG_BE.get(bytes, base + offset + 8));
    }
}
