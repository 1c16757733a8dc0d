package dev.tokenflow.protocol.event;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Byte offsets of {@code struct tcp_event} in {@code bpf/tcp_event.h}: little-endian, fields are only ever appended.
 * The meaning and unit of each field stand in that header.
 */
public final class TcpEventLayout {
    public static final int TS_NS = 0;
    public static final int SOCK_COOKIE = 8;
    public static final int BYTES_ACKED = 16;
    public static final int BYTES_ACKED_DELTA = 24;
    public static final int RTT_SUM_US = 32;
    public static final int DELIVERY_RATE = 40;
    public static final int LOCAL_ADDR = 48;
    public static final int REMOTE_ADDR = 64;
    public static final int NETNS = 80;
    public static final int RTT_US = 84;
    public static final int SRTT_US = 88;
    public static final int MDEV_US = 92;
    public static final int MIN_RTT_US = 96;
    public static final int CWND = 100;
    public static final int SSTHRESH = 104;
    public static final int PACKETS_OUT = 108;
    public static final int SEGMENTS = 112;
    public static final int TOTAL_RETRANS = 116;
    public static final int DSACK_DUPS = 120;
    public static final int DELIVERED = 124;
    public static final int DELIVERED_DELTA = 128;
    public static final int DSACK_DELTA = 132;
    public static final int UNSENT_BYTES = 136;
    public static final int RTT_COUNT = 140;
    public static final int RTT_MIN_US = 144;
    public static final int RTT_MAX_US = 148;
    public static final int LOCAL_PORT = 152;
    public static final int REMOTE_PORT = 154;
    public static final int FAMILY = 156;
    public static final int KIND = 158;
    public static final int STATE = 159;
    public static final int FLAGS = 160;

    /** Size of the struct as this version knows it; a batch may carry larger ones. */
    public static final int SIZE = 168;

    /** Bit of {@link #FLAGS}: the latest delivery-rate sample was limited by the application. */
    public static final int FLAG_APP_LIMITED = 1;

    private TcpEventLayout() {}

    /** Offset by C field name, in struct order, for the comparison with the compiler's own layout. */
    public static Map<String, Integer> offsets() {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        offsets.put("ts_ns", TS_NS);
        offsets.put("sock_cookie", SOCK_COOKIE);
        offsets.put("bytes_acked", BYTES_ACKED);
        offsets.put("bytes_acked_delta", BYTES_ACKED_DELTA);
        offsets.put("rtt_sum_us", RTT_SUM_US);
        offsets.put("delivery_rate", DELIVERY_RATE);
        offsets.put("local_addr", LOCAL_ADDR);
        offsets.put("remote_addr", REMOTE_ADDR);
        offsets.put("netns", NETNS);
        offsets.put("rtt_us", RTT_US);
        offsets.put("srtt_us", SRTT_US);
        offsets.put("mdev_us", MDEV_US);
        offsets.put("min_rtt_us", MIN_RTT_US);
        offsets.put("cwnd", CWND);
        offsets.put("ssthresh", SSTHRESH);
        offsets.put("packets_out", PACKETS_OUT);
        offsets.put("segments", SEGMENTS);
        offsets.put("total_retrans", TOTAL_RETRANS);
        offsets.put("dsack_dups", DSACK_DUPS);
        offsets.put("delivered", DELIVERED);
        offsets.put("delivered_delta", DELIVERED_DELTA);
        offsets.put("dsack_delta", DSACK_DELTA);
        offsets.put("unsent_bytes", UNSENT_BYTES);
        offsets.put("rtt_count", RTT_COUNT);
        offsets.put("rtt_min_us", RTT_MIN_US);
        offsets.put("rtt_max_us", RTT_MAX_US);
        offsets.put("local_port", LOCAL_PORT);
        offsets.put("remote_port", REMOTE_PORT);
        offsets.put("family", FAMILY);
        offsets.put("kind", KIND);
        offsets.put("state", STATE);
        offsets.put("flags", FLAGS);
        return offsets;
    }
}
