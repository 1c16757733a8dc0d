package dev.tokenflow.protocol.event;

/** What happened on a socket; the codes are those of {@code enum tcp_event_kind} in {@code bpf/tcp_event.h}. */
public enum EventKind {
    /** An ACK brought at least one new RTT sample. */
    RTT(1),
    /** Segments were sent again. */
    RETRANSMIT(2),
    /** The connection was established. */
    OPEN(3),
    /** The connection ended; carries what was folded since the socket's last event. */
    CLOSE(4);

    private static final EventKind[] BY_CODE = {null, RTT, RETRANSMIT, OPEN, CLOSE};

    private final int code;

    EventKind(int code) {
        this.code = code;
    }

    /** The code in the struct's {@code kind} byte. */
    public int code() {
        return code;
    }

    /** Whether {@code code} names a kind. */
    public static boolean isKnown(int code) {
        return code >= 1 && code < BY_CODE.length;
    }

    /**
     * The kind of a code.
     *
     * @throws IllegalArgumentException when no kind has that code
     */
    public static EventKind ofCode(int code) {
        if (!isKnown(code)) {
            throw new IllegalArgumentException(
                    "event kind " + code + " is unknown, expected 1 to " + (BY_CODE.length - 1));
        }
        return BY_CODE[code];
    }
}
