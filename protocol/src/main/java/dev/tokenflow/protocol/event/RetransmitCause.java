package dev.tokenflow.protocol.event;

/** Why a segment was sent again; the codes are those of {@code enum tcp_event_cause} in {@code bpf/tcp_event.h}. */
public enum RetransmitCause {
    /** The probe did not say, or said something that this version does not know. */
    UNKNOWN,
    /** Fast recovery: RACK or duplicate acknowledgements declared the segment lost. */
    FAST,
    /** The retransmission timer expired. */
    TIMEOUT,
    /** A tail loss probe: sent to find out, so not yet a sign of loss. */
    PROBE;

    private static final RetransmitCause[] BY_CODE = values();

    /** The code in the struct's {@code cause} byte. */
    public int code() {
        return ordinal();
    }

    /** The cause of a code; {@link #UNKNOWN} for codes of a later version. */
    public static RetransmitCause ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }
}
