package dev.tokenflow.core.pacing.capacity;

/** How far ahead a capacity is foretold. */
public enum CapacityHorizon {
    /** The short window of the law, and about the time that a hint takes to work. */
    SHORT(300),
    /** The time until a budget that was wrong is mended: the next queue is seen, and the hint works. */
    SECOND(1_000),
    /** Until the first rise of a budget after a queue, and somewhat beyond. */
    LONG(3_000);

    private final long ms;

    CapacityHorizon(long ms) {
        this.ms = ms;
    }

    /** How far ahead, ms. */
    public long ms() {
        return ms;
    }

    /** Its name in tables, such as {@code 0.3 s}. */
    public String word() {
        return ms % 1_000 == 0 ? ms / 1_000 + " s" : ms / 1e3 + " s";
    }
}
