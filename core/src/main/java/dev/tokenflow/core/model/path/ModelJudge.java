package dev.tokenflow.core.model.path;

import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.Quantile;
import dev.tokenflow.core.model.saved.TrainedModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a model is good enough to be used, on rows it was not trained on. A forecast must be better than the last
 * value and than a fading average; an upper bound better than the last value with as good a margin; a forest must tell
 * rows apart at all, and learns here which scores are unusual.
 */
public final class ModelJudge {
    private static final int LEAST_ROWS = 50;

    /** Share of ordinary samples that may score above the threshold. */
    private static final double UNUSUAL_SHARE = 0.005;

    /** Below one half a score is ordinary whatever its rank (Liu et al. 2008, section 2). */
    private static final double LEAST_THRESHOLD = 0.5;

    private ModelJudge() {}

    /**
     * The judgement of a model.
     *
     * @param model the model with what was found out as metrics
     * @param good whether it is to be used
     * @param why one line for people
     */
    public record Verdict(TrainedModel model, boolean good, String why) {}

    /** @param held rows that were held out, oldest first */
    public static Verdict judge(PathModel kind, TrainedModel model, List<TrainingRow> held) {
        if (held.size() < LEAST_ROWS) {
            return new Verdict(
                    model, false, held.size() + " rows to judge it by, at least " + LEAST_ROWS + " are needed");
        }
        double[] said = new double[held.size()];
        double[] came = new double[held.size()];
        double[] ewma = new double[held.size()];
        for (int i = 0; i < said.length; i++) {
            TrainingRow row = held.get(i);
            said[i] = model.scorer().score(row.inputs());
            came[i] = row.label();
            ewma[i] = row.ewma();
        }
        return !kind.isForecast()
                ? forest(model, said)
                : kind.isUpper() ? upper(kind, model, said, came) : median(model, said, came, ewma);
    }

    private static Verdict median(TrainedModel model, double[] said, double[] came, double[] ewma) {
        double ours = meanError(said, came);
        double persistence = meanError(new double[came.length], came);
        double fading = meanError(ewma, came);
        Map<String, Double> metrics = Map.of(
                "held_rows", (double) came.length,
                "mae", ours,
                "mae_persistence", persistence,
                "mae_ewma", fading);
        return new Verdict(
                with(model, metrics),
                ours < Math.min(persistence, fading),
                String.format(
                        Locale.ROOT,
                        "mean error %.2f %%, last value %.2f %%, fading average %.2f %%, on %d rows",
                        100 * ours,
                        100 * persistence,
                        100 * fading,
                        came.length));
    }

    /** The margin is found on the older half of the rows and judged on the newer; both ways get one. */
    private static Verdict upper(PathModel kind, TrainedModel model, double[] said, double[] came) {
        int half = came.length / 2;
        double quantile = kind.quantile();
        BoostingLoss loss = BoostingLoss.pinball(quantile);
        double ourShift = shift(said, came, 0, half, quantile);
        double plainShift = shift(new double[came.length], came, 0, half, quantile);
        double ours = 0;
        double plain = 0;
        int covered = 0;
        for (int i = half; i < came.length; i++) {
            ours += loss.of(came[i] - said[i] - ourShift);
            plain += loss.of(came[i] - plainShift);
            covered += came[i] <= said[i] + ourShift ? 1 : 0;
        }
        int judged = came.length - half;
        Map<String, Double> metrics = Map.of(
                "held_rows",
                (double) came.length,
                "pinball",
                ours / judged,
                "pinball_persistence",
                plain / judged,
                "coverage",
                (double) covered / judged,
                PathModel.SHIFT,
                shift(said, came, 0, came.length, quantile));
        return new Verdict(
                with(model, metrics),
                ours < plain,
                String.format(
                        Locale.ROOT,
                        "pinball loss %.4f, last value and a margin %.4f, covers %.1f %%, on %d rows",
                        ours / judged,
                        plain / judged,
                        100.0 * covered / judged,
                        judged));
    }

    private static Verdict forest(TrainedModel model, double[] scores) {
        int half = scores.length / 2;
        double[] older = Arrays.copyOf(scores, half);
        double threshold = threshold(older);
        long above = Arrays.stream(scores, half, scores.length)
                .filter(score -> score > threshold)
                .count();
        double share = (double) above / (scores.length - half);
        double[] all = scores.clone();
        Map<String, Double> metrics = Map.of(
                "held_rows", (double) scores.length, "unusual_share", share, PathDiagnosis.THRESHOLD, threshold(all));
        boolean tells = all[all.length - 1] > all[0]; // sorted by now
        return new Verdict(
                with(model, metrics),
                tells,
                tells
                        ? String.format(
                                Locale.ROOT,
                                "scores above %.3f are unusual, %.2f %% of the newest rows, on %d rows",
                                metrics.get(PathDiagnosis.THRESHOLD),
                                100 * share,
                                scores.length)
                        : "all rows score the same: there was nothing to learn");
    }

    /** Sorts its argument. */
    private static double threshold(double[] scores) {
        Arrays.sort(scores);
        return Math.max(LEAST_THRESHOLD, Quantile.ofSorted(scores, scores.length, 1 - UNUSUAL_SHARE));
    }

    private static double shift(double[] said, double[] came, int from, int to, double quantile) {
        double[] residuals = new double[to - from];
        for (int i = from; i < to; i++) {
            residuals[i - from] = came[i] - said[i];
        }
        Arrays.sort(residuals);
        return Quantile.ofSorted(residuals, residuals.length, quantile);
    }

    private static double meanError(double[] said, double[] came) {
        double sum = 0;
        for (int i = 0; i < came.length; i++) {
            sum += Math.abs(said[i] - came[i]);
        }
        return sum / came.length;
    }

    private static TrainedModel with(TrainedModel model, Map<String, Double> found) {
        Map<String, Double> metrics = new HashMap<>(model.metrics());
        metrics.putAll(found);
        return new TrainedModel(
                model.name(), model.version(), model.trainedAtMs(), model.schema(), metrics, model.scorer());
    }
}
