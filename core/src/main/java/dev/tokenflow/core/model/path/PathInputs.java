package dev.tokenflow.core.model.path;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The inputs of the path models, made of a {@link PathSample}. All round trips are relative to the path's own: an
 * absolute one would call every far-away client an anomaly, and what is near would never be one (Liu et al. 2008 call
 * it swamping and masking). Logarithms make a doubling the same step everywhere.
 */
public final class PathInputs {
    /** Inputs of the anomaly forest, in order. */
    public static final List<String> ANOMALY = List.of(
            "log_recent_rtt_over_baseline",
            "log_p95_rtt_over_baseline",
            "rtt_variation_over_baseline",
            "log_retransmits_per_mille",
            "log_dsacks_per_mille",
            "not_app_limited_share",
            "log_unsent_kb_per_stream");

    /** Inputs of the forecasts, in order. */
    public static final List<String> FORECAST = List.of(
            "log_baseline_over_recent_rtt",
            "log_min_over_recent_rtt",
            "log_p50_over_recent_rtt",
            "log_p95_over_recent_rtt",
            "log_mean_over_recent_rtt",
            "log_long_p50_over_recent_rtt",
            "log_long_p95_over_recent_rtt",
            "rtt_variation_over_recent_rtt",
            "retransmit_share",
            "app_limited_share",
            "log_unsent_kb_per_stream",
            "log_active_streams",
            "log_goodput");

    /**
     * Up to where each input of the forest goes when things go wrong: round trips twenty times the baseline, a third of
     * all segments lost.
     */
    private static final double[] TROUBLE = {3, 3, 1, 5.7, 5.7, 1, 7};

    /** One lost segment of a thousand is where a network begins to lose. */
    private static final double PER_MILLE = 1e3;

    private PathInputs() {}

    /**
     * Turns an ordinary row of {@link #ANOMALY} into one of trouble: one or two of its inputs become anything up to the
     * worst. A forest cuts only where its rows differ; on a network that never lost a segment it would be blind for
     * loss. A few such rows show it how far each axis goes (as the background of Steinwart, Hush and Scovel, "A
     * classification framework for anomaly detection", JMLR 2005).
     */
    static void trouble(double[] row, SplittableRandom random) {
        for (int i = 0; i < 2; i++) {
            int input = random.nextInt(row.length);
            row[input] = random.nextDouble() * TROUBLE[input];
        }
    }

    /**
     * Fills in {@link #ANOMALY}; nothing of it is unknown.
     *
     * @param sample {@link PathSample#isMeasured measured}
     * @param out as long as {@link #ANOMALY}
     */
    public static void anomaly(PathSample sample, double[] out) {
        double baseline = sample.baselineRttMs();
        out[0] = logRatio(sample.recentRttMs(), baseline);
        out[1] = logRatio(sample.p95RttMs(), baseline);
        out[2] = orZero(sample.rttVariationMs() / baseline);
        out[3] = perMille(sample.retransmits(), sample.segments());
        out[4] = perMille(sample.dsacks(), sample.segments());
        out[5] = orZero(1 - sample.appLimitedShare());
        out[6] = unsent(sample);
    }

    /**
     * Fills in {@link #FORECAST}; what is unknown is NaN.
     *
     * @param sample {@link PathSample#isMeasured measured}
     * @param out as long as {@link #FORECAST}
     */
    public static void forecast(PathSample sample, double[] out) {
        double recent = sample.recentRttMs();
        out[0] = logRatio(sample.baselineRttMs(), recent);
        out[1] = logRatio(sample.minRttMs(), recent);
        out[2] = logRatio(sample.p50RttMs(), recent);
        out[3] = logRatio(sample.p95RttMs(), recent);
        out[4] = logRatio(sample.meanRttMs(), recent);
        out[5] = logRatio(sample.longP50RttMs(), recent);
        out[6] = logRatio(sample.longP95RttMs(), recent);
        out[7] = sample.rttVariationMs() / recent;
        out[8] = share(sample.retransmits(), sample.segments());
        out[9] = sample.appLimitedShare();
        out[10] = unsent(sample);
        out[11] = Math.log1p(sample.activeStreams());
        out[12] = Math.log1p(Math.max(0, sample.goodput()));
    }

    private static double logRatio(double value, double of) {
        return value > 0 && of > 0 ? Math.log(value / of) : Double.NaN;
    }

    private static double share(long part, long whole) {
        return whole > 0 ? (double) part / whole : 0;
    }

    /**
     * On the way from no loss to a third of all segments, 1 % is close to nothing, and a random cut would hardly ever
     * fall between them; by logarithms it is near the middle.
     */
    private static double perMille(long part, long whole) {
        return Math.log1p(PER_MILLE * share(part, whole));
    }

    private static double unsent(PathSample sample) {
        return Math.log1p(sample.unsentBytes() / 1024.0 / Math.max(1, sample.activeStreams()));
    }

    private static double orZero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }
}
