package dev.tokenflow.core.model.tree;

import java.util.Arrays;

/**
 * Isolation forest (Liu, Ting, Zhou: "Isolation Forest", ICDM 2008): an unusual row is separated from the rest by few
 * random cuts. The score of a row is {@code 2^(-E(h) / c(psi))}, with E(h) the mean depth at which the trees isolate it
 * and c(psi) the mean depth of an unsuccessful search among psi samples; near 1 for an anomaly, well below one half for
 * an ordinary row.
 *
 * <p>Every tree is stored as a full binary tree of the same depth, children of node i at 2i + 1 and 2i + 2: a leaf
 * above the bottom goes on to the left. So all trees take the same number of steps, and several are walked at once
 * ({@link Cuts}).
 */
public final class IsolationForest implements Scorer {
    private static final double EULER = 0.5772156649015329;
    private static final int ROWS_AT_ONCE = 64;
    private static final int GROUP = 8;

    private final int inputs;
    private final int subsample;
    private final int trees;
    private final int depth;

    // For each tree 2^depth - 1 cuts and 2^depth path lengths.
    private final long[] cut;
    private final float[] length;

    // The same as they are walked, an array for each group of trees.
    private final long[][] walk;
    private final float[][] bottom;
    private final double perLength;

    /**
     * @param inputs of a row
     * @param subsample samples a tree was grown from
     * @param trees how many
     * @param depth of all trees
     * @param cut {@link Cuts#of} each node, or {@link Cuts#NONE}
     * @param length path length of each bottom node
     * @throws IllegalArgumentException when the arrays do not fit together
     */
    public IsolationForest(int inputs, int subsample, int trees, int depth, long[] cut, float[] length) {
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
        this.walk = interleave(cut, trees, cuts);
        this.bottom = interleave(length, trees, cuts + 1);
        this.perLength = -Math.log(2) / (trees * averagePathLength(subsample));
    }

    /**
     * Mean path length of an unsuccessful search in a binary search tree of {@code n} keys (Liu et al. 2008, equation
     * 1), 1 for two.
     */
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

    public int depth() {
        return depth;
    }

    public long[] cutArray() {
        return cut;
    }

    public float[] lengths() {
        return length;
    }

    /** Anomaly score, above 0 and at most 1; an unknown input (NaN) goes left everywhere. */
    @Override
    public double score(double[] row, int offset) {
        long[] x = Cuts.keys(row, offset, 1, inputs)[0];
        double sum = 0;
        for (int group = 0; group < walk.length; group++) {
            sum = addPathLengths(group, x, sum);
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

    /** Group after group, so that its trees stay in the nearest cache while all the rows pass them. */
    private void scoreSome(long[][] x, int count, double[] scores, int from) {
        for (int row = 0; row < count; row++) {
            scores[from + row] = 0;
        }
        for (int group = 0; group < walk.length; group++) {
            for (int row = 0; row < count; row++) {
                scores[from + row] = addPathLengths(group, x[row], scores[from + row]);
            }
        }
        for (int row = 0; row < count; row++) {
            scores[from + row] = toScore(scores[from + row]);
        }
    }

    /**
     * Walks the trees of a group together: one walk waits for memory at each step, eight hide that. Positions are eight
     * times the node's number.
     */
    private double addPathLengths(int group, long[] x, double before) {
        long[] all = walk[group];
        int a = 0;
        int b = 1;
        int c = 2;
        int d = 3;
        int e = 4;
        int f = 5;
        int g = 6;
        int h = 7;
        for (int step = 0; step < depth; step++) {
            a = 2 * a + 2 * GROUP + GROUP * Cuts.way(all[a], x);
            b = 2 * b + 2 * GROUP - 1 + GROUP * Cuts.way(all[b], x);
            c = 2 * c + 2 * GROUP - 2 + GROUP * Cuts.way(all[c], x);
            d = 2 * d + 2 * GROUP - 3 + GROUP * Cuts.way(all[d], x);
            e = 2 * e + 2 * GROUP - 4 + GROUP * Cuts.way(all[e], x);
            f = 2 * f + 2 * GROUP - 5 + GROUP * Cuts.way(all[f], x);
            g = 2 * g + 2 * GROUP - 6 + GROUP * Cuts.way(all[g], x);
            h = 2 * h + 2 * GROUP - 7 + GROUP * Cuts.way(all[h], x);
        }
        float[] lengths = bottom[group];
        int leaf = -GROUP * cuts(); // the bottom begins behind the cuts
        double sum = before + lengths[leaf + a];
        sum += lengths[leaf + b];
        sum += lengths[leaf + c];
        sum += lengths[leaf + d];
        sum += lengths[leaf + e];
        sum += lengths[leaf + f];
        sum += lengths[leaf + g];
        return sum + lengths[leaf + h];
    }

    /** Cuts of a tree. */
    private int cuts() {
        return (1 << depth) - 1;
    }

    /** Node after node, of each the eight trees of a group; a group that is not full has trees that say nothing. */
    private static long[][] interleave(long[] cut, int trees, int cuts) {
        long[][] walk = new long[(trees + GROUP - 1) / GROUP][GROUP * cuts];
        for (long[] group : walk) {
            Arrays.fill(group, Cuts.NONE);
        }
        for (int tree = 0; tree < trees; tree++) {
            for (int node = 0; node < cuts; node++) {
                walk[tree / GROUP][GROUP * node + tree % GROUP] = cut[tree * cuts + node];
            }
        }
        return walk;
    }

    private static float[][] interleave(float[] length, int trees, int leaves) {
        float[][] bottom = new float[(trees + GROUP - 1) / GROUP][GROUP * leaves];
        for (int tree = 0; tree < trees; tree++) {
            for (int leaf = 0; leaf < leaves; leaf++) {
                bottom[tree / GROUP][GROUP * leaf + tree % GROUP] = length[tree * leaves + leaf];
            }
        }
        return bottom;
    }

    private double toScore(double sumOfLengths) {
        return Math.exp(sumOfLengths * perLength);
    }
}
