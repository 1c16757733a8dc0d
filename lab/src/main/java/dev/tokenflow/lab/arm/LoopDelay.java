package dev.tokenflow.lab.arm;

import java.util.SplittableRandom;

/**
 * How long a hint takes from the reading of the window to the sender, beside the waiting for a batch and for the end of
 * a slide: what Kafka, Flink and HTTP add. Drawn from a log-normal distribution.
 *
 * @param p50Ms median, ms
 * @param p99Ms 99th percentile, ms, &ge; the median
 */
public record LoopDelay(double p50Ms, double p99Ms) {
    /** What the pipeline's benchmark measures for hints that wait for no slide, alarms: 15 ms, p99 57 ms. */
    public static final LoopDelay MEASURED = new LoopDelay(15, 57);

    /** The 99th percentile of the standard normal distribution. */
    private static final double Z99 = 2.326;

    public LoopDelay {
        if (!(p50Ms >= 0 && p99Ms >= p50Ms && Double.isFinite(p99Ms))) {
            throw new IllegalArgumentException(
                    "loop delay is " + p50Ms + "/" + p99Ms + " ms, expected 0 <= median <= p99");
        }
    }

    /** The same delay every time. */
    static LoopDelay constant(double ms) {
        return new LoopDelay(ms, ms);
    }

    /** One delay, ns. */
    public long nextNs(SplittableRandom dice) {
        if (p50Ms == 0) {
            return 0;
        }
        double sigma = Math.log(p99Ms / p50Ms) / Z99;
        return Math.round(1e6 * p50Ms * Math.exp(sigma * dice.nextGaussian()));
    }
}
