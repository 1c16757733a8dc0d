package dev.tokenflow.bench.model;

import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.path.PathInputs;
import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.path.PathSample;
import dev.tokenflow.core.model.path.PathScorer;
import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.model.tree.GradientBoostedTrees;
import dev.tokenflow.core.model.tree.IsolationForest;
import dev.tokenflow.core.model.tree.Scorer;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** TokenFlow's own models: everything that is timed, on made-up rows. */
final class ModelRounds {
    static final int INPUTS = 8;
    static final int ROWS = 100_000;

    private static final int BATCH = 20_000;
    private static final int BLOCK = 64;
    private static final long SPAN_NS = 300_000_000L;
    private static final BoostingConfig TREES =
            new BoostingConfig(BoostingLoss.SQUARED, 100, 31, 6, 20, 0.1, 1, 1, 0, 1, 1);

    final double[] rows = new double[ROWS * INPUTS];
    final double[] targets = new double[ROWS];
    private final double[] scores = new double[BATCH];
    private final IsolationForest forest;
    private final GradientBoostedTrees trees;
    private final PathReading[] readings = new PathReading[1_000];
    private final PathScorer scorer = new PathScorer();
    private double sink;

    ModelRounds() throws MalformedModelException {
        Random random = new Random(1);
        for (int i = 0; i < ROWS; i++) {
            for (int k = 0; k < INPUTS; k++) {
                rows[i * INPUTS + k] = k % 2 == 0 ? random.nextGaussian() : random.nextDouble();
            }
            targets[i] = Math.sin(3 * rows[i * INPUTS])
                    + rows[i * INPUTS + 1] * rows[i * INPUTS + 2]
                    + (rows[i * INPUTS + 3] > 0.5 ? 1 : 0)
                    + 0.1 * random.nextGaussian();
        }
        forest = new IsolationForestTrainer(ForestConfig.DEFAULT).fit(rows, INPUTS);
        trees = new GradientBoostingTrainer(TREES).fit(rows, INPUTS, targets);
        for (int i = 0; i < readings.length; i++) {
            readings[i] = reading(random);
        }
        useModels();
    }

    double fitForestS() {
        long startNs = System.nanoTime();
        sink += new IsolationForestTrainer(ForestConfig.DEFAULT)
                .fit(rows, INPUTS)
                .trees();
        return (System.nanoTime() - startNs) / 1e9;
    }

    double fitTreesS() {
        long startNs = System.nanoTime();
        sink += new GradientBoostingTrainer(TREES).fit(rows, INPUTS, targets).trees();
        return (System.nanoTime() - startNs) / 1e9;
    }

    double forestRowNs() {
        return perRow(1, i -> forest.score(rows, (i % ROWS) * INPUTS));
    }

    double forestBlockNs() {
        double[] block = new double[BLOCK * INPUTS];
        double[] said = new double[BLOCK];
        return perRow(BLOCK, i -> {
            System.arraycopy(rows, (i * BLOCK % (ROWS - BLOCK)) * INPUTS, block, 0, block.length);
            forest.score(block, BLOCK, said);
            return said[BLOCK - 1];
        });
    }

    double forestBatchNs() {
        return perRow(BATCH, i -> {
            forest.score(rows, BATCH, scores);
            return scores[i % BATCH];
        });
    }

    double treesRowNs() {
        return perRow(1, i -> trees.score(rows, (i % ROWS) * INPUTS));
    }

    double treesBatchNs() {
        return perRow(BATCH, i -> {
            trees.score(rows, BATCH, scores);
            return scores[i % BATCH];
        });
    }

    /** All five models on one reading, as the job scores it. */
    double pathNs() {
        return perRow(1, i -> scorer.score(readings[i % readings.length]).anomalyScore());
    }

    double sink() {
        return sink;
    }

    private double perRow(int rowsPerCall, IntToDoubleFunction call) {
        long startNs = System.nanoTime();
        long calls = 0;
        double sum = 0;
        while (System.nanoTime() - startNs < SPAN_NS) {
            for (int i = 0; i < Math.max(1, 1_000 / rowsPerCall); i++) {
                sum += call.applyAsDouble((int) (calls++ & 0xffffff));
            }
        }
        double ns = (double) (System.nanoTime() - startNs) / calls / rowsPerCall;
        sink += sum;
        return ns;
    }

    /** As the training job makes them: forecasts of at most 30 trees of 15 leaves, 5 deep. */
    private void useModels() throws MalformedModelException {
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
            scorer.accept(model.word(), ModelCodec.encode(named));
        }
    }

    private static PathReading reading(Random r) {
        double base = 20 + 80 * r.nextDouble();
        double now = base * (1 + r.nextDouble());
        PathFeatures features = new PathFeatures(
                PathName.client(0, 0xffff_0a00_0000L + r.nextInt(1 << 20)),
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
                false);
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
                1);
        return new PathReading(0, ReadingKind.UPDATE, features, signals, new String[] {"site"});
    }
}
