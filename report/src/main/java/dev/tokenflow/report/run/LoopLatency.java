package dev.tokenflow.report.run;

import dev.tokenflow.report.text.Known;
import dev.tokenflow.report.text.Quantiles;
import org.jspecify.annotations.Nullable;

/**
 * From the kernel time of the oldest event a hint is the first to include to the moment the hint can be fetched;
 * refreshes excluded. All in ms.
 *
 * @param p50 median
 * @param p95 95th percentile
 * @param p99 99th percentile
 * @param samples hints measured
 */
public record LoopLatency(
        @Nullable Double p50,
        @Nullable Double p95,
        @Nullable Double p99,
        @Nullable Long samples) {
    /** No hint was measured. */
    public static final LoopLatency UNKNOWN = new LoopLatency(null, null, null, null);

    public LoopLatency {
        p50 = Known.orNull(p50);
        p95 = Known.orNull(p95);
        p99 = Known.orNull(p99);
        samples = Known.notNegative("samples", samples);
    }

    /** Percentiles of these latencies in ms; {@link #UNKNOWN} without samples. */
    public static LoopLatency of(double[] latenciesMs) {
        Quantiles quantiles = Quantiles.of(latenciesMs);
        return latenciesMs.length == 0
                ? UNKNOWN
                : new LoopLatency(quantiles.p50(), quantiles.p95(), quantiles.p99(), (long) latenciesMs.length);
    }
}
