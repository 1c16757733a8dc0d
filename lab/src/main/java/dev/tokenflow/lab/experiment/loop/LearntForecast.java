package dev.tokenflow.lab.experiment.loop;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import dev.tokenflow.core.model.path.ForecastTrust;
import dev.tokenflow.core.model.path.PathInputs;
import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.path.PathSample;
import dev.tokenflow.core.model.path.TrainingRow;
import dev.tokenflow.core.model.path.TrainingSet;
import dev.tokenflow.core.model.tree.GradientBoostedTrees;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.path.PathReading;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The job's forecast one second ahead: boosted trees with the same inputs, trusted under the same conditions. Each run
 * has its own.
 */
public final class LearntForecast implements Forecaster {
    private static final double HELD = 0.01;
    private static final int MOST_ROWS = 50_000;
    private static final int FEWEST_ROWS = 200;
    private static final long HISTORY_MS = 3_600_000; // says what is normal, which a forecast does not ask

    private final GradientBoostedTrees trees;
    private final ForecastTrust trust = new ForecastTrust(PathModel.RTT_1S.horizonMs());
    private final double[] row = new double[PathInputs.FORECAST.size()];

    public LearntForecast(GradientBoostedTrees trees) {
        this.trees = trees;
    }

    /** Trees fitted to what was read; null when that was too little. */
    public static @Nullable GradientBoostedTrees fit(List<PathSample> samples) {
        TrainingSet set = new TrainingSet(HELD, MOST_ROWS, HISTORY_MS);
        samples.forEach(sample -> set.add(sample, Diagnosis.UNKNOWN));
        List<TrainingRow> rows = new ArrayList<>();
        set.rows(List.of(PathModel.RTT_1S.horizonMs()), rows::add);
        if (rows.size() < FEWEST_ROWS) {
            return null;
        }
        int inputs = PathInputs.FORECAST.size();
        double[] table = new double[rows.size() * inputs];
        double[] labels = new double[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(rows.get(i).inputs(), 0, table, i * inputs, inputs);
            labels[i] = rows.get(i).label();
        }
        return new GradientBoostingTrainer(BoostingConfig.DEFAULT).fit(table, inputs, labels);
    }

    @Override
    public PathForecast forecast(PathReading reading) {
        PathSample sample = PathSample.of(reading, "");
        if (!sample.isMeasured()) {
            return PathForecast.NONE;
        }
        PathInputs.forecast(sample, row);
        double inASecondMs = sample.recentRttMs() * Math.exp(trees.score(row));
        trust.observe(reading.features().name(), sample, inASecondMs);
        return new PathForecast(inASecondMs, trust.isEarned());
    }
}
