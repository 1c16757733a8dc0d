package dev.tokenflow.bench.model;

import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.path.PathScorer;
import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.tree.GradientBoostedTrees;
import dev.tokenflow.core.model.tree.IsolationForest;
import dev.tokenflow.core.path.PathReading;
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
    private final PathReading[] readings = MadeUpModels.readings();
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
        for (Map.Entry<String, byte[]> model : MadeUpModels.train(readings).entrySet()) {
            scorer.accept(model.getKey(), model.getValue());
        }
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
}
