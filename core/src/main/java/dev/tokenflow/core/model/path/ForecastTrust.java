package dev.tokenflow.core.model.path;

import java.util.HashMap;
import java.util.Map;

/**
 * Whether forecasts have lately been better than taking the last value for the next (persistence). It watches a few
 * paths at a time: it notes both forecasts for a path and compares them with the true value when the horizon has
 * passed. Old errors count less and less, so trust is lost as fast as it is earned. Mutable, not thread-safe. It is not
 * saved: after a restart trust has to be earned again.
 */
public final class ForecastTrust {
    private static final int WATCHED = 32;
    private static final int LEAST_OUTCOMES = 50;
    private static final double FADE = 0.02;

    /** A model must be better by this factor; being as good as persistence is no reason to act on it. */
    private static final double MARGIN = 0.98;

    private final long horizonMs;
    private final long patienceMs;
    private final Map<Object, Pending> pending = new HashMap<>();
    private double modelError;
    private double persistenceError;
    private long outcomes;

    private record Pending(long dueMs, double forecastMs, double lastMs) {}

    /** @param horizonMs how far ahead the forecasts look, ms */
    public ForecastTrust(long horizonMs) {
        this.horizonMs = horizonMs;
        this.patienceMs = horizonMs / 2;
    }

    /** Forgets everything: there is another model. */
    public void reset() {
        pending.clear();
        modelError = 0;
        persistenceError = 0;
        outcomes = 0;
    }

    /**
     * Compares earlier forecasts for the path with what came true, and notes the present one.
     *
     * @param path which path it is: anything that is equal for the same
     * @param forecastMs the round trip at the horizon, ms
     */
    public void observe(Object path, PathSample sample, double forecastMs) {
        Pending known = pending.get(path);
        if (known != null && sample.atMs() >= known.dueMs) {
            pending.remove(path);
            if (sample.atMs() <= known.dueMs + patienceMs) {
                learn(known, sample.recentRttMs());
            }
            known = null;
        }
        if (known == null && (pending.size() < WATCHED || expire(sample.atMs()))) {
            pending.put(path, new Pending(sample.atMs() + horizonMs, forecastMs, sample.recentRttMs()));
        }
    }

    /** Whether the forecasts are to be acted on. */
    public boolean isEarned() {
        return outcomes >= LEAST_OUTCOMES && modelError < MARGIN * persistenceError;
    }

    /** Forecasts compared so far. */
    public long outcomes() {
        return outcomes;
    }

    /** Mean absolute error of the forecasts over that of persistence, of late; NaN before the first. */
    public double errorRatio() {
        return outcomes == 0 ? Double.NaN : modelError / persistenceError;
    }

    /** Errors count relative to the round trip, so that far-away clients do not decide alone. */
    private void learn(Pending said, double cameMs) {
        outcomes++;
        double weight = Math.max(FADE, 1.0 / outcomes);
        modelError += weight * (Math.abs(said.forecastMs - cameMs) / cameMs - modelError);
        persistenceError += weight * (Math.abs(said.lastMs - cameMs) / cameMs - persistenceError);
    }

    /** Paths that went silent make room. */
    private boolean expire(long nowMs) {
        return pending.values().removeIf(late -> nowMs > late.dueMs + patienceMs);
    }
}
