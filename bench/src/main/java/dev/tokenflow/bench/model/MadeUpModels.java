package dev.tokenflow.bench.model;

import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.path.PathInputs;
import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.path.PathSample;
import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.model.tree.Scorer;
import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathFacts;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.protocol.hint.Tenant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** All path models, trained on made-up readings: as large as those of a real training, and of no other use. */
public final class MadeUpModels {
    private static final int READINGS = 1_000;

    private MadeUpModels() {}

    /** A thousand readings of paths with and without queues, always the same. */
    public static PathReading[] readings() {
        Random random = new Random(1);
        PathReading[] readings = new PathReading[READINGS];
        for (int i = 0; i < readings.length; i++) {
            readings[i] = reading(random);
        }
        return readings;
    }

    /**
     * Every path model, saved, by its name, as the training job makes them: forecasts of at most 30 trees of 15 leaves,
     * 5 deep.
     */
    public static Map<String, byte[]> train(PathReading[] readings) throws MalformedModelException {
        Map<String, byte[]> models = new LinkedHashMap<>();
        double[] anomaly = new double[readings.length * PathInputs.ANOMALY.size()];
        double[] forecast = new double[readings.length * PathInputs.FORECAST.size()];
        double[] labels = new double[readings.length];
        double[] row = new double[PathInputs.ANOMALY.size()];
        double[] other = new double[PathInputs.FORECAST.size()];
        for (int i = 0; i < readings.length; i++) {
            PathSample sample = PathSample.of(readings[i]);
            PathInputs.anomaly(sample, row);
            PathInputs.forecast(sample, other);
            System.arraycopy(row, 0, anomaly, i * row.length, row.length);
            System.arraycopy(other, 0, forecast, i * other.length, other.length);
            labels[i] = other[2] + 0.1 * other[0];
        }
        for (PathModel model : PathModel.values()) {
            BoostingConfig config = new BoostingConfig(
                    model.isForecast() ? BoostingLoss.pinball(model.quantile()) : BoostingLoss.SQUARED,
                    30,
                    15,
                    5,
                    20,
                    0.2,
                    0.8,
                    0.8,
                    0,
                    1,
                    1);
            Scorer trained = model.isForecast()
                    ? new GradientBoostingTrainer(config).fit(forecast, other.length, labels)
                    : new IsolationForestTrainer(ForestConfig.DEFAULT).fit(anomaly, row.length);
            TrainedModel named = new TrainedModel(model.word(), "1", 0, model.schema(), Map.of(), trained);
            models.put(model.word(), ModelCodec.encode(named));
        }
        return models;
    }

    private static PathReading reading(Random r) {
        double base = 20 + 80 * r.nextDouble();
        double now = base * (1 + r.nextDouble());
        PathFeatures features = new PathFeatures(
                PathName.client(Tenant.NONE, 0, 0xffff_0a00_0000L + r.nextInt(1 << 20)),
                1_763_917_152_000L + r.nextInt(1_000_000),
                100,
                base * 1.01,
                now * 1.8,
                now * 1.1,
                now,
                now * 1.5,
                now / 8,
                1_000,
                r.nextInt(5),
                0,
                0.001,
                1e5 * r.nextDouble(),
                1 + r.nextInt(5),
                5,
                r.nextInt(10_000),
                r.nextDouble(),
                now,
                now * 0.9,
                now * 1.4,
                base,
                0,
                false,
                PathFacts.UNKNOWN);
        PathSignals signals = new PathSignals(
                features.windowEndMs(),
                10,
                10,
                now * (0.8 + 0.4 * r.nextDouble()),
                now,
                base,
                1,
                1,
                100,
                0,
                0,
                1,
                0,
                1,
                1,
                1,
                PathCauses.UNKNOWN);
        return new PathReading(0, ReadingKind.UPDATE, features, signals, new String[] {"site"});
    }
}
