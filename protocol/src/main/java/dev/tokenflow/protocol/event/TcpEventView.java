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

    /** When the ACK of the latest RTT sample arrived; 0 = unknown. */
    public long sampleNs() {
        return u64(TcpEventLayout.SAMPLE_NS);
    }

    public long bytesAckedDelta() {
        return u64(TcpEventLayout.BYTES_ACKED_DELTA);
    }

    public long rttSumUs() {
        return u64(TcpEventLayout.RTT_SUM_US);
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

    public long rttUs() {
        return u32(TcpEventLayout.RTT_US);
    }

    public long mdevUs() {
        return u32(TcpEventLayout.MDEV_US);
    }

    public long packetsOut() {
        return u32(TcpEventLayout.PACKETS_OUT);
    }

    public long segments() {
        return u32(TcpEventLayout.SEGMENTS);
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

    /** Whether the latest delivery-rate sample was limited by the application. */
    public boolean appLimited() {
        return has(TcpEventLayout.FLAG_APP_LIMITED);
    }

    /** Whether {@link #retransDelta} is known. */
    public boolean hasRetrans() {
        return has(TcpEventLayout.FLAG_HAS_RETRANS);
    }

    /** Segments sent again as the kernel counts them, since the socket's last event. */
    public long retransDelta() {
        return u32(TcpEventLayout.RETRANS_DELTA);
    }

    /** Whether busy time and the times limited by receiver's window and send buffer are known. */
    public boolean hasLimits() {
        return has(TcpEventLayout.FLAG_HAS_LIMITS);
    }

    public long busyDeltaUs() {
        return u32(TcpEventLayout.BUSY_DELTA_US);
    }

    public long rwndLimitedDeltaUs() {
        return u32(TcpEventLayout.RWND_LIMITED_DELTA_US);
    }

    public long sndbufLimitedDeltaUs() {
        return u32(TcpEventLayout.SNDBUF_LIMITED_DELTA_US);
    }

    /** Whether {@link #deliveredCeDelta} is known. */
    public boolean hasCe() {
        return has(TcpEventLayout.FLAG_HAS_CE);
    }

    public long deliveredCeDelta() {
        return u32(TcpEventLayout.DELIVERED_CE_DELTA);
    }

    /** Whether {@link #reorderingDelta} is known. */
    public boolean hasReordering() {
        return has(TcpEventLayout.FLAG_HAS_REORDERING);
    }

    /** Times reordering was seen since the socket's last event; 255 = as often or more. */
    public int reorderingDelta() {
        return bytes[base + TcpEventLayout.REORDERING_DELTA] & 0xff;
    }

    /** Round trip of the handshake, in events of kind OPEN; 0 = unknown. */
    public long handshakeRttUs() {
        return u32(TcpEventLayout.HANDSHAKE_RTT_US);
    }

    /** Why segments were sent again, in events of kind RETRANSMIT. */
    public RetransmitCause cause() {
        return RetransmitCause.ofCode(bytes[base + TcpEventLayout.CAUSE] & TcpEventLayout.MAX_BACKOFF);
    }

    /**
     * How often the retransmission timer had been doubled, in events of kind RETRANSMIT: 0 at the first timeout; 15 =
     * as often or more.
     */
    public int backoff() {
        return (bytes[base + TcpEventLayout.CAUSE] & 0xff) >>> TcpEventLayout.BACKOFF_SHIFT;
    }

    /**
     * Whether {@link #segments} were to be sent again, and the kernel counted them, but they did not leave the host.
     */
    public boolean notSent() {
        return has(TcpEventLayout.FLAG_NOT_SENT);
    }

    private boolean has(int flag) {
        return (bytes[base + TcpEventLayout.FLAGS] & flag) != 0;
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
