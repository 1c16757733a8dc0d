package dev.tokenflow.bench.pipeline.measure;

import java.util.List;

/**
 * How a lag developed over some time.
 *
 * @param growth straight line through the samples by least squares, a second
 * @param median of the samples
 * @param last the latest sample
 */
public record LagTrend(double growth, double median, double last) {
    /**
     * A job that takes in this share less than what is sent falls behind; less than this hides in the coarseness of the
     * counters.
     */
    public static final double MAX_GROWTH = 0.02;

    /** The same for a lag that is only known to a slide of the job, or was watched for a few seconds. */
    public static final double MAX_COARSE_GROWTH = 0.05;

    /** Hints that are so much later than their events are of no use, s. */
    static final double MAX_LAG_S = 1;

    /** The lag at one instant. */
    public record Sample(long atNs, double value) {}

    public static LagTrend of(List<Sample> samples) {
        long originNs = samples.getFirst().atNs();
        double meanS = samples.stream()
                .mapToDouble(s -> (s.atNs() - originNs) / 1e9)
                .average()
                .orElseThrow();
        double mean = samples.stream().mapToDouble(Sample::value).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        for (Sample sample : samples) {
            double s = (sample.atNs() - originNs) / 1e9 - meanS;
            covariance += s * (sample.value() - mean);
            variance += s * s;
        }
        double[] events = samples.stream().mapToDouble(Sample::value).toArray();
        return new LagTrend(
                variance == 0 ? 0 : covariance / variance,
                Percentiles.of(events).p50(),
                samples.getLast().value());
    }

    /** Whether a job keeps up to which this lag grows by {@code rate} a second while it does nothing. */
    boolean isStable(double rate) {
        return isStable(rate, MAX_GROWTH);
    }

    /** The same with another {@code maxGrowth}, as a share of {@code rate}. */
    boolean isStable(double rate, double maxGrowth) {
        return growth <= maxGrowth * rate && last <= MAX_LAG_S * rate;
    }
}
