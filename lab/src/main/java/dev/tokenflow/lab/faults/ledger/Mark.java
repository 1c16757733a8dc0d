package dev.tokenflow.lab.faults.ledger;

/**
 * Events of one client with one round trip that it never had before.
 *
 * @param agent that saw it
 * @param client address
 * @param rttUs the round trip, which names the mark
 * @param appendMs when the broker appended the first of them, ms since 1970
 * @param ageMs how old that event was then, by the fastest batch of its agent
 */
public record Mark(String agent, String client, int rttUs, long appendMs, double ageMs) {
    /** When it happened, by the broker's clock, ms since 1970. */
    public double atMs() {
        return appendMs - ageMs;
    }
}
