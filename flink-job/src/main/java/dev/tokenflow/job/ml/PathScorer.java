package dev.tokenflow.job.ml;

import dev.tokenflow.core.model.path.Diagnosis;
import dev.tokenflow.core.model.path.ForecastTrust;
import dev.tokenflow.core.model.path.PathDiagnosis;
import dev.tokenflow.core.model.path.PathInputs;
import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.path.PathSample;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.model.tree.IsolationForest;
import dev.tokenflow.core.model.tree.Scorer;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The models in use and how they score a path. When a new model cannot be used, the one before it stays. Not
 * thread-safe.
 */
public final class PathScorer {
    private static final double UNUSUAL = 0.6; // without a threshold of its own: Liu et al. 2008, section 2

    private final Map<PathModel, ScorerServable<?>> servables = new EnumMap<>(PathModel.class);
    private final double[] anomalyRow = new double[PathInputs.ANOMALY.size()];
    private final double[] forecastRow = new double[PathInputs.FORECAST.size()];
    private final ForecastTrust trust = new ForecastTrust(PathModel.RTT_1S.horizonMs());
    private String versions = "";

    /**
     * Takes a model into use.
     *
     * @param name key of its record
     * @param bytes its model data; empty withdraws it
     * @return the model; null when it was withdrawn
     * @throws MalformedModelException why it cannot be used
     */
    public @Nullable TrainedModel accept(String name, byte[] bytes) throws MalformedModelException {
        PathModel model = known(name);
        TrainedModel trained = null;
        if (bytes.length == 0) {
            servables.remove(model);
        } else {
            ScorerServable<?> servable = model == PathModel.ANOMALY ? new IsolationForestServable() : new GbtServable();
            trained = load(servable, bytes).require(model.schema());
            if (!trained.name().equals(name)) {
                throw new MalformedModelException("the model calls itself " + trained.name() + ", its key is " + name);
            }
            servables.put(model, servable);
        }
        if (model == PathModel.RTT_1S) {
            trust.reset();
        }
        versions = versions();
        return trained;
    }

    /** What the models say of a reading; {@link PathScore#NONE} without a model or without round trips. */
    public PathScore score(PathReading reading) {
        if (servables.isEmpty()) {
            return PathScore.NONE;
        }
        PathSample sample = PathSample.of(reading, "");
        return sample.isMeasured() ? score(reading.features().name(), sample) : PathScore.NONE;
    }

    private PathScore score(PathName path, PathSample sample) {
        double anomaly = Double.NaN;
        Diagnosis diagnosis = Diagnosis.UNKNOWN;
        ScorerServable<?> forest = servables.get(PathModel.ANOMALY);
        if (forest != null) {
            PathInputs.anomaly(sample, anomalyRow);
            anomaly = forest.score(anomalyRow);
            double threshold = forest.model().metric(PathDiagnosis.THRESHOLD);
            diagnosis = PathDiagnosis.of(sample, anomaly, Double.isNaN(threshold) ? UNUSUAL : threshold);
        }
        PathInputs.forecast(sample, forecastRow);
        double in1s = say(PathModel.RTT_1S, sample);
        double in5s = say(PathModel.RTT_5S, sample);
        if (!Double.isNaN(in1s)) {
            trust.observe(path, sample, in1s);
        }
        return new PathScore(
                anomaly,
                diagnosis,
                in1s,
                Math.max(in1s, say(PathModel.RTT_1S_UPPER, sample)),
                in5s,
                Math.max(in5s, say(PathModel.RTT_5S_UPPER, sample)),
                trust.isEarned(),
                versions);
    }

    /** A round trip, ms; NaN without that model. */
    private double say(PathModel model, PathSample sample) {
        ScorerServable<?> servable = servables.get(model);
        if (servable == null) {
            return Double.NaN;
        }
        double shift = model.isUpper() ? servable.model().metric(PathModel.SHIFT) : 0;
        double said = servable.score(forecastRow) + (Double.isNaN(shift) ? 0 : shift);
        return sample.recentRttMs() * Math.exp(said);
    }

    private String versions() {
        StringBuilder text = new StringBuilder();
        servables.forEach((model, servable) -> text.append(text.isEmpty() ? "" : ", ")
                .append(model.word())
                .append(' ')
                .append(servable.model().version()));
        return text.toString();
    }

    private static PathModel known(String name) throws MalformedModelException {
        try {
            return PathModel.ofWord(name);
        } catch (IllegalArgumentException e) {
            throw new MalformedModelException(String.valueOf(e.getMessage()));
        }
    }

    private static TrainedModel load(ScorerServable<?> servable, byte[] bytes) throws MalformedModelException {
        try {
            servable.setModel(bytes);
        } catch (IOException e) {
            throw new MalformedModelException(String.valueOf(e.getMessage()));
        }
        TrainedModel model = servable.model();
        Scorer scorer = model.scorer();
        boolean forest = scorer instanceof IsolationForest;
        if (forest != servable instanceof IsolationForestServable) {
            throw new MalformedModelException(
                    "model " + model.name() + " is a " + scorer.getClass().getSimpleName() + ", another was expected");
        }
        return model;
    }
}
