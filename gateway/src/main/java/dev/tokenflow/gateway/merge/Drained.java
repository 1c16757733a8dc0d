package dev.tokenflow.gateway.merge;

/**
 * What one call of {@link PendingEvents#drain} wrote.
 *
 * @param events events, joined ones counted once
 * @param deltas deltas of the upstream in them
 * @param textBytes text in them as on the wire, escapes included, in bytes
 * @param bytes all bytes
 */
public record Drained(int events, int deltas, long textBytes, long bytes) {
    /** Nothing was written. */
    public static final Drained NOTHING = new Drained(0, 0, 0, 0);

    public Drained {
        if (events < 0 || deltas < 0 || textBytes < 0 || bytes < textBytes) {
            throw new IllegalArgumentException("impossible counts: " + events + " events, " + deltas + " deltas, "
                    + textBytes + " B of text, " + bytes + " B");
        }
    }
}
