package dev.tokenflow.lab.faults.ledger;

import dev.tokenflow.protocol.hint.Hint;

/**
 * A hint in the topic.
 *
 * @param hint what it says
 * @param writtenMs when the record was written, ms since 1970
 */
public record WrittenHint(Hint hint, long writtenMs) {
    private static final double US_PER_MS = 1e3;

    /** Its largest round trip, µs; 0 when it has none. */
    int longestUs() {
        return (int) Math.round(hint.rtt().maxMs() * US_PER_MS);
    }

    /** How old it was when it was written, ms. */
    public long ageMs() {
        return writtenMs - hint.issuedAtMs();
    }
}
