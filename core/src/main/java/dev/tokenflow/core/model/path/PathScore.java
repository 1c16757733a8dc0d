package dev.tokenflow.core.model.path;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.pacing.PathForecast;

/**
 * What is made of a path: the models' scores, and what is the matter with it. Round trips in ms; NaN without a model.
 *
 * @param anomalyScore 0 to 1; above one half is unusual (Liu et al. 2008)
 * @param diagnosis what is the matter; unknown of prefixes and sites
 * @param reason of the diagnosis, in numbers; empty where it was not asked for
 * @param predictedRttMs median expected in 1 s
 * @param upperRttMs what it will not exceed in 1 s, in 95 of 100 cases
 * @param predicted5sMs median expected in 5 s
 * @param upper5sMs what it will not exceed in 5 s, in 95 of 100 cases
 * @param trusted whether the 1 s forecast has lately been better than the last value
 * @param model versions of the models used; empty without
 */
public record PathScore(
        double anomalyScore,
        Diagnosis diagnosis,
        String reason,
        double predictedRttMs,
        double upperRttMs,
        double predicted5sMs,
        double upper5sMs,
        boolean trusted,
        String model) {

    /** No model was used. */
    public static final PathScore NONE =
            new PathScore(Double.NaN, Diagnosis.UNKNOWN, "", Double.NaN, Double.NaN, Double.NaN, Double.NaN, false, "");

    /** Nothing but a forecast for the law. */
    public static PathScore of(PathForecast forecast) {
        return new PathScore(
                Double.NaN,
                Diagnosis.UNKNOWN,
                "",
                forecast.rttMs(),
                Double.NaN,
                Double.NaN,
                Double.NaN,
                forecast.trusted(),
                "");
    }

    /** The same of a path with which something, or nothing, is the matter. */
    public PathScore diagnosed(Diagnosis word, String because) {
        return new PathScore(
                anomalyScore, word, because, predictedRttMs, upperRttMs, predicted5sMs, upper5sMs, trusted, model);
    }

    /** What is the matter and why, for people; empty when nothing is. */
    public String trouble() {
        return diagnosis.isTrouble() ? diagnosis.text() + ": " + reason : "";
    }

    /** What the law may take from it. */
    public PathForecast forecast() {
        return Double.isNaN(predictedRttMs) ? PathForecast.NONE : new PathForecast(predictedRttMs, trusted);
    }
}
