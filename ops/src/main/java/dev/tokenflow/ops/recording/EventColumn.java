package dev.tokenflow.ops.recording;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The columns of a table of events; names and meanings are those of {@code bpf/tcp_event.h} where it has them. */
enum EventColumn {
    TS_NS(true, 4_000_000_000_000_000_000L, "when it happened, ns since 1970"),
    COOKIE(true, Long.MAX_VALUE, "names the connection"),
    REMOTE(true, 0, "address of the client, IPv4 or IPv6"),
    KIND(true, 0, "rtt, retransmit, open or close"),
    AGENT(false, 0, "host that saw it; 'csv' when not given"),
    SHARD(false, 65_534, "of the agent"),
    RTT_US(false, EventColumn.U32, "a round trip"),
    RTT_COUNT(false, 1 << 20, "round trips in this event, if not one; also give:"),
    RTT_SUM_US(false, Long.MAX_VALUE, "their sum"),
    RTT_MIN_US(false, EventColumn.U32, "the smallest"),
    RTT_MAX_US(false, EventColumn.U32, "the largest"),
    MDEV_US(false, EventColumn.U32, "the kernel's mean deviation of round trips"),
    APP_LIMITED(false, 1, "1 = the sender had nothing more to send"),
    BYTES_ACKED_DELTA(false, 1L << 40, "payload bytes acknowledged since its event before"),
    DELIVERED_DELTA(false, 1 << 30, "segments delivered since then"),
    DSACK_DELTA(false, 1 << 30, "duplicates the client reported since then"),
    SEGMENTS(false, 1 << 30, "of a retransmit: segments sent again; 1 when not given"),
    UNSENT_BYTES(false, EventColumn.U32, "written by the application and not yet sent"),
    PACKETS_OUT(false, EventColumn.U32, "segments in flight");

    private static final long U32 = 0xffff_ffffL;

    private final boolean required;
    private final long largest;
    private final String meaning;

    EventColumn(boolean required, long largest, String meaning) {
        this.required = required;
        this.largest = largest;
        this.meaning = meaning;
    }

    /** As it stands in the header line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isRequired() {
        return required;
    }

    /** Largest number it takes. */
    long largest() {
        return largest;
    }

    /** One line a column. */
    static List<String> help() {
        List<String> lines = new ArrayList<>();
        for (EventColumn column : values()) {
            lines.add(String.format(
                    Locale.ROOT, "  %-17s %s%s", column.word(), column.meaning, column.required ? " (needed)" : ""));
        }
        return lines;
    }
}
