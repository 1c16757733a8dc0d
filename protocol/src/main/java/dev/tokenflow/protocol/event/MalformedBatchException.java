package dev.tokenflow.protocol.event;

/**
 * A {@code tcp-events} record that cannot be read. Carries a short reason for counting and a sentence for people; no
 * stack trace.
 */
public final class MalformedBatchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public MalformedBatchException(String reason, String detail) {
        super(reason + ": " + detail, null, false, false);
        this.reason = reason;
    }

    /** One of a few fixed words (truncated, magic, version, header, event-size, length), fit for a metric label. */
    public String reason() {
        return reason;
    }
}
