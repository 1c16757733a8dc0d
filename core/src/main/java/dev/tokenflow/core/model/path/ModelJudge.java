package dev.tokenflow.core.model.path;

import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.Quantile;
import dev.tokenflow.core.model.fit.Ranking;
import dev.tokenflow.core.model.saved.TrainedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Whether a model is good enough to be used, on rows it was not trained on. A forecast must be better than the last
 * value and than a fading average; an upper bound better than the last value with as good a margin; a forest must tell
 * made-up trouble from the rows, which may all be the same, and learns here which scores are unusual.
 */
public final class ModelJudge {
    private static final int LEAST_ROWS = 50;

    /** A forest is not compared with rivals, so fewer will do. */
    private static final int LEAST_ROWS_OF_FOREST = 10;

    /** Area under the ROC curve, ordinary rows against made-up trouble, from which on a forest tells them apart. */
    private static final double LEAST_AUC = 0.6;

    private static final int MOST_MADE_UP = 1_000;
    private static final long SEED = 2; // another than the rows it was trained on were made up with

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
        int least = kind.isForecast() ? LEAST_ROWS : LEAST_ROWS_OF_FOREST;
        if (held.size() < least) {
            return new Verdict(model, false, held.size() + " rows to judge it by, at least " + least + " are needed");
        }
        double[] said =
                model.scorer().score(held.stream().map(TrainingRow::inputs).toList());
        double[] came = new double[held.size()];
        double[] ewma = new double[held.size()];
        for (int i = 0; i < said.length; i++) {
            TrainingRow row = held.get(i);
            came[i] = row.label();
            ewma[i] = row.ewma();
        }
        return !kind.isForecast()
                ? forest(model, said, model.scorer().score(madeUp(held)))
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
                model.withMetrics(metrics),
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
                model.withMetrics(metrics),
                ours < plain,
                String.format(
                        Locale.ROOT,
                        "pinball loss %.4f, last value and a margin %.4f, covers %.1f %%, on %d rows",
                        ours / judged,
                        plain / judged,
                        100.0 * covered / judged,
                        judged));
    }

    /** Trouble that the forest was not shown, made of rows that it was not shown. */
    private static List<double[]> madeUp(List<TrainingRow> held) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<double[]> rows = new ArrayList<>();
        int step = Math.max(1, held.size() / MOST_MADE_UP);
        for (int i = 0; i < held.size(); i += step) {
            double[] row = held.get(i).inputs().clone();
            PathInputs.trouble(row, random);
            rows.add(row);
        }
        return rows;
    }

    private static Verdict forest(TrainedModel model, double[] scores, double[] troubles) {
        int half = scores.length / 2;
        double[] older = Arrays.copyOf(scores, half);
        double ofOlder = threshold(older);
        double share = shareAbove(Arrays.copyOfRange(scores, half, scores.length), ofOlder);
        double threshold = threshold(scores.clone());
        double found = shareAbove(troubles, threshold);
        double auc = auc(scores, troubles);
        Map<String, Double> metrics = Map.of(
                "held_rows",
                (double) scores.length,
                "unusual_share",
                share,
                "made_up_found",
                found,
                "made_up_auc",
                auc,
                PathModel.THRESHOLD,
                threshold);
        return new Verdict(
                model.withMetrics(metrics),
                auc >= LEAST_AUC,
                String.format(
                        Locale.ROOT,
                        "scores above %.3f are unusual: %.2f %% of the newest rows, %.0f %% of made-up trouble%s; on %d"
                                + " rows",
                        threshold,
                        100 * share,
                        100 * found,
                        auc >= LEAST_AUC ? "" : ", which it does not tell from what is ordinary",
                        scores.length));
    }

    private static double shareAbove(double[] scores, double threshold) {
        return (double) Arrays.stream(scores).filter(score -> score > threshold).count() / scores.length;
    }

    private static double auc(double[] scores, double[] troubles) {
        double[] all = Arrays.copyOf(scores, scores.length + troubles.length);
        System.arraycopy(troubles, 0, all, scores.length, troubles.length);
        boolean[] isTrouble = new boolean[all.length];
        Arrays.fill(isTrouble, scores.length, all.length, true);
        return Ranking.rocAuc(all, isTrouble);
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
}
