package dev.tokenflow.core.model.fit;

import dev.tokenflow.core.model.tree.FeatureSchema;
import dev.tokenflow.core.model.tree.GradientBoostedTrees;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Fits boosted trees (Friedman 2001, algorithm 1; rows subsampled as in Friedman 2002). Each tree is fitted to the
 * negative gradients of the loss; its leaves then get what makes the loss smallest there: the mean of the residuals for
 * squared error, their quantile for pinball loss. With a validation share the newest rows are held out, and the trees
 * end where the loss on these was smallest.
 */
public final class GradientBoostingTrainer {
    private final BoostingConfig config;

    public GradientBoostingTrainer(BoostingConfig config) {
        this.config = config;
    }

    /**
     * @param rows one after another, oldest first; NaN = missing
     * @param inputs of a row
     * @param targets of each row
     * @throws IllegalArgumentException when there is no row, or a target is not finite
     */
    public GradientBoostedTrees fit(double[] rows, int inputs, double[] targets) {
        check(rows, inputs, targets);
        int count = targets.length;
        int held = (int) (config.validationShare() * count);
        int fitted = count - held;
        if (fitted < 1) {
            throw new IllegalArgumentException(count + " rows are too few to hold some out");
        }
        return new Run(new Bins(rows, inputs), targets, fitted).run();
    }

    private static void check(double[] rows, int inputs, double[] targets) {
        if (inputs < 1 || inputs > FeatureSchema.MAX_NAMES || targets.length == 0) {
            throw new IllegalArgumentException(targets.length + " rows of " + inputs + " inputs cannot be fitted");
        }
        if (rows.length != targets.length * inputs) {
            throw new IllegalArgumentException(
                    rows.length + " numbers are not " + targets.length + " rows of " + inputs);
        }
        for (int i = 0; i < targets.length; i++) {
            if (!Double.isFinite(targets[i])) {
                throw new IllegalArgumentException(
                        "target of row " + i + " is " + targets[i] + ", expected a finite number");
            }
        }
    }

    private final class Run {
        private final Bins bins;
        private final double[] targets;
        private final int fitted;
        private final double start;
        private final double[] said;
        private final double[] gradients;
        private final int[] chosen;
        private final double[] scratch;
        private final boolean[] seen;
        private final TreeArrays trees = new TreeArrays();
        private final SplittableRandom random = new SplittableRandom(config.seed());

        Run(Bins bins, double[] targets, int fitted) {
            this.bins = bins;
            this.targets = targets;
            this.fitted = fitted;
            scratch = new double[fitted];
            gradients = new double[fitted];
            chosen = new int[fitted];
            seen = new boolean[targets.length];
            System.arraycopy(targets, 0, scratch, 0, fitted);
            start = best(fitted);
            said = new double[targets.length];
            Arrays.fill(said, start);
        }

        GradientBoostedTrees run() {
            TreeGrower grower = new TreeGrower(bins, config);
            double bestLoss = heldLoss();
            int kept = fitted < targets.length ? 0 : config.trees();
            for (int tree = 0; tree < config.trees(); tree++) {
                for (int row = 0; row < fitted; row++) {
                    gradients[row] = config.loss().gradient(targets[row] - said[row]);
                }
                int count = choose(random.split());
                TreeGrower.Node top = grower.grow(chosen, count, gradients, random.split());
                trees.add(top, bins, leaf -> value(leaf, grower.order()));
                addToOthers(top);
                if (fitted < targets.length) {
                    double loss = heldLoss();
                    if (loss < bestLoss) {
                        bestLoss = loss;
                        kept = tree + 1;
                    } else if (tree + 1 - kept >= config.patience()) {
                        break;
                    }
                }
            }
            return trees.build(bins.inputs, start, kept);
        }

        /** Which rows the next tree sees. */
        private int choose(SplittableRandom draw) {
            if (config.rowShare() == 1) {
                for (int row = 0; row < fitted; row++) {
                    chosen[row] = row;
                }
                return fitted;
            }
            int count = 0;
            for (int row = 0; row < fitted; row++) {
                if (draw.nextDouble() < config.rowShare()) {
                    chosen[count++] = row;
                }
            }
            if (count == 0) {
                chosen[count++] = draw.nextInt(fitted);
            }
            return count;
        }

        /** What the leaf adds, and it is added at once for the rows the tree was grown on. */
        private double value(TreeGrower.Node leaf, int[] order) {
            for (int i = leaf.from; i < leaf.to; i++) {
                int row = order[i];
                scratch[i - leaf.from] = targets[row] - said[row];
            }
            double value = config.shrinkage() * best(leaf.size());
            for (int i = leaf.from; i < leaf.to; i++) {
                said[order[i]] += value;
                seen[order[i]] = true;
            }
            return value;
        }

        /** The constant with the smallest loss for the first {@code n} numbers of the scratch space. */
        private double best(int n) {
            if (config.loss().isSquared()) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += scratch[i];
                }
                return sum / n;
            }
            Arrays.sort(scratch, 0, n);
            return Quantile.ofSorted(scratch, n, config.loss().quantile());
        }

        /** The rows the tree was not grown on take the way it sends them. */
        private void addToOthers(TreeGrower.Node top) {
            for (int row = 0; row < targets.length; row++) {
                if (seen[row]) {
                    seen[row] = false;
                    continue;
                }
                TreeGrower.Node node = top;
                while (node.left != null && node.right != null) {
                    int bin = bins.bins[node.input][row] & 0xff;
                    boolean right = bin == Bins.MISSING ? node.missingRight : bin > node.bin;
                    node = right ? node.right : node.left;
                }
                said[row] += node.value;
            }
        }

        private double heldLoss() {
            double sum = 0;
            for (int row = fitted; row < targets.length; row++) {
                sum += config.loss().of(targets[row] - said[row]);
            }
            return sum;
        }
    }
}
