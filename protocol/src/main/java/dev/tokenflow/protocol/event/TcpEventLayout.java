package dev.tokenflow.protocol.event;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Byte offsets of {@code struct tcp_event}, version 2, in {@code bpf/tcp_event.h}: little-endian, later fields are only
 * ever appended. The meaning and unit of each field stand in that header and in {@code docs/formats.md}. Events of
 * version 1 are brought into this layout when their batch is decoded, see {@link BatchCodec#decode}.
 */
public final class TcpEventLayout {
    public static final int TS_NS = 0;
    public static final int SOCK_COOKIE = 8;
    public static final int SAMPLE_NS = 16;
    public static final int BYTES_ACKED_DELTA = 24;
    public static final int RTT_SUM_US = 32;
    public static final int REMOTE_ADDR = 40;
    public static final int RTT_US = 56;
    public static final int RTT_COUNT = 60;
    public static final int RTT_MIN_US = 64;
    public static final int RTT_MAX_US = 68;
    public static final int MDEV_US = 72;
    public static final int PACKETS_OUT = 76;
    public static final int UNSENT_BYTES = 80;
    public static final int DELIVERED_DELTA = 84;
    public static final int DSACK_DELTA = 88;
    public static final int SEGMENTS = 92;
    public static final int RETRANS_DELTA = 96;
    public static final int BUSY_DELTA_US = 100;
    public static final int RWND_LIMITED_DELTA_US = 104;
    public static final int SNDBUF_LIMITED_DELTA_US = 108;
    public static final int DELIVERED_CE_DELTA = 112;
    public static final int HANDSHAKE_RTT_US = 116;
    public static final int LOCAL_PORT = 120;
    public static final int REMOTE_PORT = 122;
    public static final int KIND = 124;
    public static final int FLAGS = 125;
    public static final int CAUSE = 126;
    public static final int REORDERING_DELTA = 127;

    /** Size of the struct as this version knows it; a batch may carry larger ones. */
    public static final int SIZE = 128;

    /** Bit of {@link #FLAGS}: the latest delivery-rate sample was limited by the application. */
    public static final int FLAG_APP_LIMITED = 1;

    /** Bit of {@link #FLAGS}: {@link #RETRANS_DELTA} is known; without it, its 0 means unknown. */
    public static final int FLAG_HAS_RETRANS = 2;

    /** Bit of {@link #FLAGS}: busy time and the times limited by receiver's window and send buffer are known. */
    public static final int FLAG_HAS_LIMITS = 4;

    /** Bit of {@link #FLAGS}: {@link #DELIVERED_CE_DELTA} is known. */
    public static final int FLAG_HAS_CE = 8;

    /** Bit of {@link #FLAGS}: {@link #REORDERING_DELTA} is known. */
    public static final int FLAG_HAS_REORDERING = 16;

    /** Bit of {@link #FLAGS}: the kernel counted {@link #SEGMENTS} as sent again, but they did not leave the host. */
    public static final int FLAG_NOT_SENT = 32;

    /** How far the backoff stands above the cause in the byte {@link #CAUSE}. */
    static final int BACKOFF_SHIFT = 4;

    /** The largest backoff that the byte has room for; it stands for larger ones too. */
    static final int MAX_BACKOFF = 15;

    private TcpEventLayout() {}

    /** Offset by C field name, in struct order, for the comparison with the compiler's own layout. */
    public static Map<String, Integer> offsets() {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        offsets.put("ts_ns", TS_NS);
        offsets.put("sock_cookie", SOCK_COOKIE);
        offsets.put("sample_ns", SAMPLE_NS);
        offsets.put("bytes_acked_delta", BYTES_ACKED_DELTA);
        offsets.put("rtt_sum_us", RTT_SUM_US);
        offsets.put("remote_addr", REMOTE_ADDR);
        offsets.put("rtt_us", RTT_US);
        offsets.put("rtt_count", RTT_COUNT);
        offsets.put("rtt_min_us", RTT_MIN_US);
        offsets.put("rtt_max_us", RTT_MAX_US);
        offsets.put("mdev_us", MDEV_US);
        offsets.put("packets_out", PACKETS_OUT);
        offsets.put("unsent_bytes", UNSENT_BYTES);
        offsets.put("delivered_delta", DELIVERED_DELTA);
        offsets.put("dsack_delta", DSACK_DELTA);
        offsets.put("segments", SEGMENTS);
        offsets.put("retrans_delta", RETRANS_DELTA);
        offsets.put("busy_delta_us", BUSY_DELTA_US);
        offsets.put("rwnd_limited_delta_us", RWND_LIMITED_DELTA_US);
        offsets.put("sndbuf_limited_delta_us", SNDBUF_LIMITED_DELTA_US);
        offsets.put("delivered_ce_delta", DELIVERED_CE_DELTA);
        offsets.put("handshake_rtt_us", HANDSHAKE_RTT_US);
        offsets.put("local_port", LOCAL_PORT);
        offsets.put("remote_port", REMOTE_PORT);
        offsets.put("kind", KIND);
        offsets.put("flags", FLAGS);
        offsets.put("cause", CAUSE);
        offsets.put("reordering_delta", REORDERING_DELTA);
        return offsets;
    }
}
