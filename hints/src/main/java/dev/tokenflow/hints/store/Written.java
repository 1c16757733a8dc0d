package dev.tokenflow.hints.store;

/**
 * When a record of the topic was written, and what that says about the age of its hint. A hint is as old as the events
 * behind it: {@code issued_at} is their time by the broker's clock, and the broker's append time is by the same clock.
 * So their difference is right whatever the clocks of agents, job and this machine say. It grows when the job is
 * behind.
 *
 * @param appendMs the broker's append time, ms since 1970; negative when the topic has none
 * @param sinceMs time that passed from then until it was read, as far as that is known; 0 for a record that was read as
 *     it came
 */
public record Written(long appendMs, long sinceMs) {
    /** A record that was read as it came, from a topic without append times. */
    public static final Written NOW = new Written(-1, 0);

    /** How old a hint is. */
    long ageMs(long issuedAtMs) {
        long delayMs = appendMs < 0 || issuedAtMs <= 0 ? 0 : Math.max(0, appendMs - issuedAtMs);
        return delayMs + Math.max(0, sinceMs);
    }
}
