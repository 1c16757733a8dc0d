package dev.tokenflow.core.incident;

/** How long something usually takes: the mean of logarithms, over a time that is as long as it is known at first. */
final class UsualTime {
    /** Time after which something is known. */
    private static final double KNOWN_MS = 10_000;

    /** What is unusual is learned so many times slower. */
    static final double UNUSUAL = 10;

    private double log;
    private double ageMs;

    /** A time that was learnt before. */
    void restore(double ms, double knownForMs) {
        log = Math.log(ms);
        ageMs = knownForMs;
    }

    /**
     * @param ms what is measured now; NaN or 0 = nothing
     * @param spanMs time since the last call
     * @param memoryMs time over which it is learned
     */
    void learn(double ms, double spanMs, double memoryMs) {
        if (ms > 0 && spanMs > 0) {
            ageMs = Math.min(ageMs + spanMs, memoryMs);
            move(ms, spanMs / ageMs);
        }
    }

    /** The same for a time that is not usual: it becomes so only if it lasts. */
    void learnUnusual(double ms, double spanMs, double memoryMs) {
        if (ms > 0 && spanMs > 0 && ageMs > 0) {
            move(ms, spanMs / (UNUSUAL * memoryMs));
        }
    }

    private void move(double ms, double part) {
        log += Math.min(1, part) * (Math.log(ms) - log);
    }

    /** The usual time, ms; NaN while too little is known. */
    double ms() {
        return ageMs < KNOWN_MS ? Double.NaN : Math.exp(log);
    }

    /** For how long it is known, ms; 0 while it is not. */
    double knownForMs() {
        return ageMs < KNOWN_MS ? 0 : ageMs;
    }
}
