package dev.tokenflow.core.model.fit;

import dev.tokenflow.core.model.tree.Cuts;
import dev.tokenflow.core.model.tree.FeatureSchema;
import dev.tokenflow.core.model.tree.IsolationForest;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Grows isolation forests (Liu et al. 2008, algorithms 1 and 2). Each tree gets a subsample without replacement and
 * cuts it at random, between smallest and largest value of a random input, down to the height an average tree would
 * have. An input that is the same in all rows of a node cannot separate them: then another is tried.
 */
public final class IsolationForestTrainer {
    private final ForestConfig config;

    public IsolationForestTrainer(ForestConfig config) {
        this.config = config;
    }

    /**
     * @param rows one after another
     * @param inputs of a row
     * @throws IllegalArgumentException when there is no row, or one has a number that is not finite
     */
    public IsolationForest fit(double[] rows, int inputs) {
        int count = count(rows, inputs);
        int subsample = Math.max(2, Math.min(config.subsample(), count));
        int depth = Math.max(1, 32 - Integer.numberOfLeadingZeros(subsample - 1));
        SplittableRandom seeds = new SplittableRandom(config.seed());
        Growing all = new Growing(config.trees(), depth);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        for (int tree = 0; tree < config.trees(); tree++) {
            SplittableRandom random = seeds.split();
            int drawn = Math.min(subsample, count);
            for (int i = 0; i < drawn; i++) { // the first part of a Fisher-Yates shuffle
                int other = i + random.nextInt(count - i);
                int swapped = order[i];
                order[i] = order[other];
                order[other] = swapped;
            }
            new Tree(rows, inputs, Arrays.copyOf(order, drawn), random, all, tree).grow(0, 0, drawn, 0);
        }
        return new IsolationForest(inputs, subsample, config.trees(), depth, all.cut, all.length);
    }

    private static int count(double[] rows, int inputs) {
        if (inputs < 1 || inputs > FeatureSchema.MAX_NAMES || rows.length == 0 || rows.length % inputs != 0) {
            throw new IllegalArgumentException(rows.length + " numbers are not one or more rows of " + inputs);
        }
        for (int i = 0; i < rows.length; i++) {
            if (!Double.isFinite(rows[i])) {
                throw new IllegalArgumentException("row " + i / inputs + ", input " + i % inputs + " is " + rows[i]
                        + ", expected a finite number");
            }
        }
        return rows.length / inputs;
    }

    /** The arrays of the forest while they are filled. */
    private static final class Growing {
        final int depth;
        final int cuts;
        final long[] cut;
        final float[] length;

        Growing(int trees, int depth) {
            this.depth = depth;
            cuts = (1 << depth) - 1;
            cut = new long[trees * cuts];
            Arrays.fill(cut, Cuts.NONE);
            length = new float[trees * (cuts + 1)];
        }
    }

    private static final class Tree {
        private final double[] rows;
        private final int inputs;
        private final int[] members;
        private final SplittableRandom random;
        private final Growing all;
        private final int tree;
        private final int[] candidates;

        Tree(double[] rows, int inputs, int[] members, SplittableRandom random, Growing all, int tree) {
            this.rows = rows;
            this.inputs = inputs;
            this.members = members;
            this.random = random;
            this.all = all;
            this.tree = tree;
            candidates = new int[inputs];
        }

        /** Fills in the subtree below {@code node}, which the members from {@code from} to {@code to} reach. */
        void grow(int node, int from, int to, int level) {
            if (level == all.depth) {
                leaf(node, level, level, to - from);
                return;
            }
            int input = to - from > 1 ? chooseInput(from, to) : -1;
            if (input < 0) {
                leaf(node, level, level, to - from);
                return;
            }
            double cut = cut(input, from, to);
            int middle = partition(input, cut, from, to);
            all.cut[tree * all.cuts + node] = Cuts.of(input, cut);
            grow(2 * node + 1, from, middle, level + 1);
            grow(2 * node + 2, middle, to, level + 1);
        }

        /** A leaf above the bottom goes on to the left: cuts that nothing reaches, whatever it is. */
        private void leaf(int node, int leafLevel, int level, int size) {
            int at = node;
            for (int i = level; i < all.depth; i++) {
                at = 2 * at + 1;
            }
            all.length[tree * (all.cuts + 1) + at - all.cuts] =
                    (float) (leafLevel + IsolationForest.averagePathLength(size));
        }

        /** A random input in which the members differ; -1 when they are all the same. */
        private int chooseInput(int from, int to) {
            for (int i = 0; i < inputs; i++) {
                candidates[i] = i;
            }
            for (int left = inputs; left > 0; left--) {
                int pick = random.nextInt(left);
                int input = candidates[pick];
                candidates[pick] = candidates[left - 1];
                if (differs(input, from, to)) {
                    return input;
                }
            }
            return -1;
        }

        private boolean differs(int input, int from, int to) {
            double first = value(from, input);
            for (int i = from + 1; i < to; i++) {
                if (value(i, input) != first) {
                    return true;
                }
            }
            return false;
        }

        /** Above the smallest and not above the largest, so that both sides get a member. */
        private double cut(int input, int from, int to) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                min = Math.min(min, value(i, input));
                max = Math.max(max, value(i, input));
            }
            double share = random.nextDouble();
            double cut = Cuts.coarse(min * (1 - share) + max * share); // max - min may overflow
            return cut > min && cut <= max ? cut : max;
        }

        private int partition(int input, double cut, int from, int to) {
            int left = from;
            int right = to;
            while (left < right) {
                if (value(left, input) < cut) {
                    left++;
                } else {
                    int swapped = members[left];
                    members[left] = members[--right];
                    members[right] = swapped;
                }
            }
            return left;
        }

        private double value(int member, int input) {
            return Cuts.coarse(rows[members[member] * inputs + input]);
        }
    }
}
