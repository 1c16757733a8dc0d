package dev.tokenflow.core.incident;

import dev.tokenflow.protocol.stats.StreamStats;

/** The newest that is known of one stream at its engine. */
final class EngineStream {
    /** Time for which a late first token is remembered. */
    private static final long LATE_MS = 10_000;

    final String name;
    final Engine engine;
    long heardMs;
    boolean slow;
    long slowSinceMs;

    /** Time between tokens, ms; the time that it has been waiting for one if that is longer. NaN = unknown. */
    double gapMs = Double.NaN;

    /** Time to the first token, ms; as long as there is none, how long it has been waiting. NaN = unknown. */
    double firstMs = Double.NaN;

    private boolean begun;
    private long lateUntilMs = Long.MIN_VALUE;

    EngineStream(String name, Engine engine) {
        this.name = name;
        this.engine = engine;
    }

    /** Takes a row in, and says by it whether the stream is slow. */
    void hear(StreamStats row, long nowMs, IncidentConfig config) {
        begun |= row.tokens() > 0 || !Double.isNaN(row.engineGap().meanMs()) || !Double.isNaN(row.engineFirstMs());
        double waitMs = Double.isNaN(row.engineWaitMs()) ? 0 : row.engineWaitMs();
        boolean stalled = waitMs >= config.leastFirstMs();
        gapMs = begun && stalled ? waitMs : row.engineGap().meanMs();
        if (!begun) {
            firstMs = waitMs;
        } else if (!Double.isNaN(row.engineFirstMs())) {
            firstMs = row.engineFirstMs();
        }
        if ((!begun || !Double.isNaN(row.engineFirstMs())) && isLate(firstMs, config)) {
            lateUntilMs = nowMs + LATE_MS;
        }
        boolean isSlow = nowMs < lateUntilMs || isSlow(gapMs, config);
        slowSinceMs = isSlow && !slow ? nowMs : slowSinceMs;
        slow = isSlow;
        heardMs = nowMs;
    }

    private boolean isSlow(double ms, IncidentConfig config) {
        return ms > Math.max(config.leastGapMs(), config.slowFactor() * engine.gap.ms());
    }

    private boolean isLate(double ms, IncidentConfig config) {
        return ms > Math.max(config.leastFirstMs(), config.slowFactor() * engine.first.ms());
    }
}
