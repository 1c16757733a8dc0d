package dev.tokenflow.core.model.path;

import dev.tokenflow.core.diagnosis.UsualRange;
import java.util.HashMap;
import java.util.Map;

/**
 * What a training saw, and what is usual there. All of it becomes metrics of the models, so a model tells for itself
 * what it was made of.
 *
 * @param fromMs oldest sample, ms since 1970
 * @param toMs newest sample, ms since 1970
 * @param paths that samples are of
 * @param samples of all paths
 * @param ordinaryShare of these, the share that counts as normal
 * @param usualLossLow share of segments lost that 95 % of the ordinary samples reach; NaN of too few
 * @param usualLossHigh share of segments lost that 95 % of the ordinary samples do not exceed; NaN of too few
 * @param usualRttRatioHigh the 95th percentile of the round trip over the baseline that 95 % of the ordinary samples do
 *     not exceed; NaN of too few
 */
public record TrainingFacts(
        long fromMs,
        long toMs,
        int paths,
        int samples,
        double ordinaryShare,
        double usualLossLow,
        double usualLossHigh,
        double usualRttRatioHigh) {
    /** Metric: oldest sample, ms since 1970. */
    public static final String FROM = "data_from_ms";

    /** Metric: newest sample, ms since 1970. */
    public static final String TO = "data_to_ms";

    /** Metric: paths that samples are of. */
    public static final String PATHS = "data_paths";

    /** Metric: samples of all paths. */
    public static final String SAMPLES = "data_samples";

    /** Metric: share of the samples that counts as normal. */
    public static final String ORDINARY = "data_ordinary_share";

    /** Metric of the forest: in 95 % of the ordinary samples p95 is at most this many times the baseline. */
    public static final String RTT_RATIO_HIGH = "usual_rtt_ratio_high";

    /** As metrics of a model, by name; what is not known is left out. */
    public Map<String, Double> metrics(PathModel model) {
        Map<String, Double> metrics = new HashMap<>();
        metrics.put(FROM, (double) fromMs);
        metrics.put(TO, (double) toMs);
        metrics.put(PATHS, (double) paths);
        metrics.put(SAMPLES, (double) samples);
        metrics.put(ORDINARY, ordinaryShare);
        if (!model.isForecast()) {
            putKnown(metrics, UsualRange.LOSS_LOW, usualLossLow);
            putKnown(metrics, UsualRange.LOSS_HIGH, usualLossHigh);
            putKnown(metrics, RTT_RATIO_HIGH, usualRttRatioHigh);
        }
        return metrics;
    }

    private static void putKnown(Map<String, Double> metrics, String name, double value) {
        if (!Double.isNaN(value)) {
            metrics.put(name, value);
        }
    }
}
