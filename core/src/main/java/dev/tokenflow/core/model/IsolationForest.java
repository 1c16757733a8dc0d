package dev.tokenflow.core.model;

/**
 * Isolation forest (Liu, Ting, Zhou: "Isolation Forest", ICDM 2008): what is alone is separated from the rest by few random cuts. The score of a row is
 * {@code 2^(-E(h) / c(psi))}, with E(h) the mean depth at which the trees isolate it and c(psi) the mean depth of an unsuccessful search among psi samples; near 1 for an
 * anomaly, well below one half for an ordinary row.
 *
 * <p>Every tree is stored as a full binary tree of the same depth, children of node i at 2i + 1 and 2i + 2: a leaf above the bottom goes on to the left. So all trees
 * take the same number of steps without a branch that could be mispredicted, and several are walked at once.
 */
public final class IsolationForest implements Scorer {
    private static final double EULER = 0.5772156649015329;
    private static final int ROWS_AT_ONCE = 64;

    private final int inputs;
    private final int subsample;
    private final int trees;
    private final int depth;

    // For each tree 2^depth - 1 cuts and 2^depth path lengths.
    private final short[] feature;
    private final double[] threshold;
    private final float[] length;
    private final double perLength;

    /**
     * @param inputs    of a row
     * @param subsample samples a tree was grown from
     * @param trees     how many
     * @param depth     of all trees
     * @param feature   input each cut looks at
     * @param threshold a row goes right when that input is not below; NaN where nothing is cut: it goes left
     * @param length    path length of each bottom node
     * @throws IllegalArgumentException when the arrays do not fit together
     */
    IsolationForest(
            int inputs, int subsample, int trees, int depth, short[] feature, double[] threshold, float[] length) {
        int cuts = (1 << depth) - 1;
        if (feature.length != trees * cuts
                || threshold.length != feature.length
                || length.length != trees * (cuts + 1)) {
            throw new IllegalArgumentException("the arrays of a forest do not fit together");
        }
        for (short input : feature) {
            if (input < 0 || input >= inputs) {
                throw new IllegalArgumentException("a cut looks at input " + input + " of " + inputs);
            }
        }
        for (float path : length) {
            if (!(path >= 0 && path < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a path length is " + path);
            }
        }
        this.inputs = inputs;
        this.subsample = subsample;
        this.trees = trees;
        this.depth = depth;
        this.feature = feature;
        this.threshold = threshold;
        this.length = length;
        this.perLength = -1.0 / (trees * averagePathLength(subsample));
    }

    /** Mean path length of an unsuccessful search in a binary search tree of {@code n} keys (Liu et al. 2008, equation 1), 1 for two. */
    public static double averagePathLength(long n) {
        if (n <= 1) {
            return 0;
        }
        return n == 2 ? 1 : 2 * (Math.log(n - 1.0) + EULER) - 2 * (n - 1.0) / n;
    }

    @Override
    public int inputs() {
        return inputs;
    }

    /** Samples each tree was grown from. */
    public int subsample() {
        return subsample;
    }

    public int trees() {
        return trees;
    }

    int depth() {
        return depth;
    }

    short[] features() {
        return feature;
    }

    double[] thresholds() {
        return threshold;
    }

    float[] lengths() {
        return length;
    }

    /** Anomaly score, above 0 and at most 1; an unknown input (NaN) goes left everywhere. */
    @Override
    public double score(double[] row, int offset) {
        int cuts = (1 << depth) - 1;
        double sum = 0;
        int tree = 0;
        for (; tree + 4 <= trees; tree += 4) {
            int a = tree * cuts;
            int b = a + cuts;
            int c = b + cuts;
            int d = c + cuts;
            int i = 0;
            int j = 0;
            int k = 0;
            int l = 0;
            for (int step = 0; step < depth; step++) {
                i = 2 * i + 1 + (row[offset + feature[a + i]] >= threshold[a + i] ? 1 : 0);
                j = 2 * j + 1 + (row[offset + feature[b + j]] >= threshold[b + j] ? 1 : 0);
                k = 2 * k + 1 + (row[offset + feature[c + k]] >= threshold[c + k] ? 1 : 0);
                l = 2 * l + 1 + (row[offset + feature[d + l]] >= threshold[d + l] ? 1 : 0);
            }
            int bottom = tree * (cuts + 1) - cuts;
            sum += length[bottom + i];
            sum += length[bottom + cuts + 1 + j];
            sum += length[bottom + 2 * (cuts + 1) + k];
            sum += length[bottom + 3 * (cuts + 1) + l];
        }
        for (; tree < trees; tree++) {
            sum += pathLength(tree, row, offset);
        }
        return toScore(sum);
    }

    @Override
    public void score(double[] rows, int count, double[] scores) {
        for (int from = 0; from < count; from += ROWS_AT_ONCE) {
            scoreSome(rows, from, Math.min(count, from + ROWS_AT_ONCE), scores);
        }
    }

    /** Tree by tree, so that a tree is in the nearest cache while all the rows pass it. */
    private void scoreSome(double[] rows, int from, int to, double[] scores) {
        for (int row = from; row < to; row++) {
            scores[row] = 0;
        }
        for (int tree = 0; tree < trees; tree++) {
            addPathLengths(tree, rows, from, to, scores);
        }
        for (int row = from; row < to; row++) {
            scores[row] = toScore(scores[row]);
        }
    }

    private void addPathLengths(int tree, double[] rows, int from, int to, double[] sums) {
        int cuts = (1 << depth) - 1;
        int base = tree * cuts;
        int bottom = tree * (cuts + 1) - cuts;
        int row = from;
        for (; row + 4 <= to; row += 4) {
            int a = row * inputs;
            int b = a + inputs;
            int c = b + inputs;
            int d = c + inputs;
            int i = 0;
            int j = 0;
            int k = 0;
            int l = 0;
            for (int step = 0; step < depth; step++) {
                i = 2 * i + 1 + (rows[a + feature[base + i]] >= threshold[base + i] ? 1 : 0);
                j = 2 * j + 1 + (rows[b + feature[base + j]] >= threshold[base + j] ? 1 : 0);
                k = 2 * k + 1 + (rows[c + feature[base + k]] >= threshold[base + k] ? 1 : 0);
                l = 2 * l + 1 + (rows[d + feature[base + l]] >= threshold[base + l] ? 1 : 0);
            }
            sums[row] += length[bottom + i];
            sums[row + 1] += length[bottom + j];
            sums[row + 2] += length[bottom + k];
            sums[row + 3] += length[bottom + l];
        }
        for (; row < to; row++) {
            sums[row] += pathLength(tree, rows, row * inputs);
        }
    }

    private float pathLength(int tree, double[] row, int offset) {
        int cuts = (1 << depth) - 1;
        int base = tree * cuts;
        int i = 0;
        for (int step = 0; step < depth; step++) {
            i = 2 * i + 1 + (row[offset + feature[base + i]] >= threshold[base + i] ? 1 : 0);
        }
        return length[tree * (cuts + 1) - cuts + i];
    }

    private double toScore(double sumOfLengths) {
        return Math.pow(2, sumOfLengths * perLength);
    }
}
