package dev.tokenflow.bench.window.run;

/**
 * What one variant did in one round.
 *
 * @param events processed, with every window that their event time passed
 * @param wallNs time that took
 * @param eventMs event time that went by
 * @param rows results
 */
public record Round(long events, long wallNs, long eventMs, long rows) {
    public double eventsPerS() {
        return events * 1e9 / wallNs;
    }

    public double nsPerEvent() {
        return (double) wallNs / events;
    }
}
