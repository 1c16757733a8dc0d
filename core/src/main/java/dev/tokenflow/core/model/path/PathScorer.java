package dev.tokenflow.core.model.path;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.diagnosis.UsualRange;
import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.model.tree.IsolationForest;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The models in use and how they score a path. When a new model cannot be used, the one before it stays. Not
 * thread-safe.
 */
public final class PathScorer {
    private final Map<PathModel, TrainedModel> models = new EnumMap<>(PathModel.class);
    private final double[] anomalyRow = new double[PathInputs.ANOMALY.size()];
    private final double[] forecastRow = new double[PathInputs.FORECAST.size()];
    private final ForecastTrust trust = new ForecastTrust(PathModel.RTT_1S.horizonMs());
    private UsualRange usual = UsualRange.UNKNOWN;
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
            models.remove(model);
        } else {
            trained = requireKind(model, ModelCodec.decode(bytes)).require(model.schema());
            if (!trained.name().equals(name)) {
                throw new MalformedModelException("the model calls itself " + trained.name() + ", its key is " + name);
            }
            models.put(model, trained);
        }
        if (model == PathModel.RTT_1S) {
            trust.reset();
        }
        if (model == PathModel.ANOMALY) {
            usual = trained == null
                    ? UsualRange.UNKNOWN
                    : new UsualRange(trained.metric(UsualRange.LOSS_LOW), trained.metric(UsualRange.LOSS_HIGH));
        }
        versions = versions();
        return trained;
    }

    /** What is usual on this network, as far as the forest was told when it was trained. */
    public UsualRange usual() {
        return usual;
    }

    /** What the models say of a reading; {@link PathScore#NONE} without a model or without round trips. */
    public PathScore score(PathReading reading) {
        if (models.isEmpty()) {
            return PathScore.NONE;
        }
        PathSample sample = PathSample.of(reading, "");
        return sample.isMeasured() ? score(reading.features().name(), sample) : PathScore.NONE;
    }

    private PathScore score(PathName path, PathSample sample) {
        double anomaly = Double.NaN;
        TrainedModel forest = models.get(PathModel.ANOMALY);
        if (forest != null) {
            PathInputs.anomaly(sample, anomalyRow);
            anomaly = forest.scorer().score(anomalyRow);
        }
        PathInputs.forecast(sample, forecastRow);
        double in1s = say(PathModel.RTT_1S, sample);
        double in5s = say(PathModel.RTT_5S, sample);
        if (!Double.isNaN(in1s)) {
            trust.observe(path, sample, in1s);
        }
        return new PathScore(
                anomaly,
                Diagnosis.UNKNOWN,
                "",
                in1s,
                Math.max(in1s, say(PathModel.RTT_1S_UPPER, sample)),
                in5s,
                Math.max(in5s, say(PathModel.RTT_5S_UPPER, sample)),
                trust.isEarned(),
                versions);
    }

    /** A round trip, ms; NaN without that model. */
    private double say(PathModel model, PathSample sample) {
        TrainedModel trained = models.get(model);
        if (trained == null) {
            return Double.NaN;
        }
        double shift = model.isUpper() ? trained.metric(PathModel.SHIFT) : 0;
        double said = trained.scorer().score(forecastRow) + (Double.isNaN(shift) ? 0 : shift);
        return sample.recentRttMs() * Math.exp(said);
    }

    private String versions() {
        StringBuilder text = new StringBuilder();
        models.forEach((model, trained) -> text.append(text.isEmpty() ? "" : ", ")
                .append(model.word())
                .append(' ')
                .append(trained.version()));
        return text.toString();
    }

    private static PathModel known(String name) throws MalformedModelException {
        try {
            return PathModel.ofWord(name);
        } catch (IllegalArgumentException e) {
            throw new MalformedModelException(String.valueOf(e.getMessage()));
        }
    }

    private static TrainedModel requireKind(PathModel model, TrainedModel trained) throws MalformedModelException {
        if (trained.scorer() instanceof IsolationForest != (model == PathModel.ANOMALY)) {
            throw new MalformedModelException("model " + trained.name() + " is a "
                    + trained.scorer().getClass().getSimpleName() + ", another was expected");
        }
        return trained;
    }
}
