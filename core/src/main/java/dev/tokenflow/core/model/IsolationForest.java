package dev.tokenflow.core.model;

/**
 * Isolation forest (Liu, Ting, Zhou: "Isolation Forest", ICDM 2008): what is alone is separated from the rest by few random cuts. The score of a row is
 * {@code 2^(-E(h) / c(psi))}, with E(h) the mean depth at which the trees isolate it and c(psi) the mean depth of an unsuccessful search among psi samples; near 1 for an
 * anomaly, well below one half for an ordinary row.
 *
 * <p>Every tree is stored as a full binary tree of the same depth, children of node i at 2i + 1 and 2i + 2: a leaf above the bottom goes on to the left. So all trees take the
 * same number of steps, and several are walked at once ({@link Cuts}).
 */
public final class IsolationForest implements Scorer {
    private static final double EULER = 0.5772156649015329;
    private static final int ROWS_AT_ONCE = 64;
    private static final int TREES_AT_ONCE = 8;

    private final int inputs;
    private final int subsample;
    private final int trees;
    private final int depth;

    // For each tree 2^depth - 1 cuts and 2^depth path lengths.
    private final long[] cut;
    private final float[] length;
    private final double perLength;

    /**
     * @param inputs    of a row
     * @param subsample samples a tree was grown from
     * @param trees     how many
     * @param depth     of all trees
     * @param cut       {@link Cuts#of} each node, or {@link Cuts#NONE}
     * @param length    path length of each bottom node
     * @throws IllegalArgumentException when the arrays do not fit together
     */
    IsolationForest(int inputs, int subsample, int trees, int depth, long[] cut, float[] length) {
        int cuts = (1 << depth) - 1;
        if (cut.length != trees * cuts || length.length != trees * (cuts + 1)) {
            throw new IllegalArgumentException("the arrays of a forest do not fit together");
        }
        for (long one : cut) {
            if (Cuts.input(one) >= inputs) {
                throw new IllegalArgumentException("a cut looks at input " + Cuts.input(one) + " of " + inputs);
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
        this.cut = cut;
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

    long[] cuts() {
        return cut;
    }

    float[] lengths() {
        return length;
    }

    /** Anomaly score, above 0 and at most 1; an unknown input (NaN) goes left everywhere. */
    @Override
    public double score(double[] row, int offset) {
        long[] x = Cuts.keys(row, offset, 1, inputs)[0];
        double sum = 0;
        int tree = 0;
        for (; tree + TREES_AT_ONCE <= trees; tree += TREES_AT_ONCE) {
            sum = addPathLengths(tree, x, sum);
        }
        for (; tree < trees; tree++) {
            sum += pathLength(tree, x);
        }
        return toScore(sum);
    }

    @Override
    public void score(double[] rows, int count, double[] scores) {
        for (int from = 0; from < count; from += ROWS_AT_ONCE) {
            int some = Math.min(count - from, ROWS_AT_ONCE);
            scoreSome(Cuts.keys(rows, from * inputs, some, inputs), some, scores, from);
        }
    }

    /** Few trees after few, so that they stay in the nearest cache while all the rows pass them. */
    private void scoreSome(long[][] x, int count, double[] scores, int from) {
        for (int row = 0; row < count; row++) {
            scores[from + row] = 0;
        }
        int tree = 0;
        for (; tree + TREES_AT_ONCE <= trees; tree += TREES_AT_ONCE) {
            for (int row = 0; row < count; row++) {
                scores[from + row] = addPathLengths(tree, x[row], scores[from + row]);
            }
        }
        for (; tree < trees; tree++) {
            for (int row = 0; row < count; row++) {
                scores[from + row] += pathLength(tree, x[row]);
            }
        }
        for (int row = 0; row < count; row++) {
            scores[from + row] = toScore(scores[from + row]);
        }
    }

    /** Walks eight trees at once: one walk waits for memory at each step, eight hide that. */
    private double addPathLengths(int tree, long[] x, double before) {
        long[] all = cut;
        int cuts = (1 << depth) - 1;
        int base = tree * cuts;
        int a = 0;
        int b = 0;
        int c = 0;
        int d = 0;
        int e = 0;
        int f = 0;
        int g = 0;
        int h = 0;
        for (int step = 0; step < depth; step++) {
            a = 2 * a + 2 + Cuts.way(all[base + a], x);
            b = 2 * b + 2 + Cuts.way(all[base + cuts + b], x);
            c = 2 * c + 2 + Cuts.way(all[base + 2 * cuts + c], x);
            d = 2 * d + 2 + Cuts.way(all[base + 3 * cuts + d], x);
            e = 2 * e + 2 + Cuts.way(all[base + 4 * cuts + e], x);
            f = 2 * f + 2 + Cuts.way(all[base + 5 * cuts + f], x);
            g = 2 * g + 2 + Cuts.way(all[base + 6 * cuts + g], x);
            h = 2 * h + 2 + Cuts.way(all[base + 7 * cuts + h], x);
        }
        int bottom = tree * (cuts + 1) - cuts;
        double sum = before + length[bottom + a];
        sum += length[bottom + (cuts + 1) + b];
        sum += length[bottom + 2 * (cuts + 1) + c];
        sum += length[bottom + 3 * (cuts + 1) + d];
        sum += length[bottom + 4 * (cuts + 1) + e];
        sum += length[bottom + 5 * (cuts + 1) + f];
        sum += length[bottom + 6 * (cuts + 1) + g];
        return sum + length[bottom + 7 * (cuts + 1) + h];
    }

    private float pathLength(int tree, long[] x) {
        int cuts = (1 << depth) - 1;
        int base = tree * cuts;
        int i = 0;
        for (int step = 0; step < depth; step++) {
            i = 2 * i + 2 + Cuts.way(cut[base + i], x);
        }
        return length[tree * (cuts + 1) - cuts + i];
    }

    private double toScore(double sumOfLengths) {
        return Math.pow(2, sumOfLengths * perLength);
    }
}
