package dev.tokenflow.core.incident;

/** How long something usually takes: the mean of logarithms, over a time that is as long as it is known at first. */
final class UsualTime {
    /** Time after which something is known. */
    private static final double KNOWN_MS = 10_000;

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
            log += Math.min(1, spanMs / ageMs) * (Math.log(ms) - log);
        }
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
