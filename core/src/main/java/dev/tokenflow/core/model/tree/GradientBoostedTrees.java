package dev.tokenflow.core.model.tree;

import java.util.Arrays;

/**
 * A sum of regression trees (Friedman: "Greedy function approximation: a gradient boosting machine", Annals of
 * Statistics 2001). A row is at a node's right child when the input the node looks at is not below its threshold; a
 * missing input (NaN) goes where the training rows that missed it fared better.
 *
 * <p>Nodes of all trees stand in one array, siblings side by side, so a step is an addition; a leaf leads to itself, so
 * trees of different shapes can be walked together for as many steps as the deepest has ({@link Cuts}).
 */
public final class GradientBoostedTrees implements Scorer {
    private static final int ROWS_AT_ONCE = 64;
    private static final int TREES_AT_ONCE = 8;

    private final int inputs;
    private final double start;
    private final int[] root;
    private final byte[] depth;
    private final long[] cut;
    private final int[] left;
    private final double[] value;

    // The same as they are walked: with a leaf at the end that adds nothing.
    private final int[] walked;
    private final long[] walkedCut;
    private final int[] walkedLeft;
    private final double[] walkedValue;

    /**
     * @param inputs of a row
     * @param start before the first tree
     * @param root first node of each tree
     * @param depth cuts on the longest way in each tree
     * @param cut {@link Cuts#of} each node, {@link Cuts#NONE} at leaves; an input from {@code inputs} on is the same
     *     one less {@code inputs}, and goes right when it is missing
     * @param left left child, the right one follows it; a leaf's own number at leaves
     * @param value what a leaf adds; 0 elsewhere
     * @throws IllegalArgumentException when the arrays do not fit together
     */
    public GradientBoostedTrees(
            int inputs, double start, int[] root, byte[] depth, long[] cut, int[] left, double[] value) {
        this.inputs = inputs;
        this.start = start;
        this.root = root;
        this.depth = depth;
        this.cut = cut;
        this.left = left;
        this.value = value;
        check();
        int nodes = cut.length;
        walked = walked(root, nodes);
        walkedCut = Arrays.copyOf(cut, nodes + 1);
        walkedLeft = Arrays.copyOf(left, nodes + 1);
        walkedValue = Arrays.copyOf(value, nodes + 1);
        walkedCut[nodes] = Cuts.NONE;
        walkedLeft[nodes] = nodes;
    }

    private void check() {
        int nodes = cut.length;
        boolean fit =
                root.length == depth.length && left.length == nodes && value.length == nodes && Double.isFinite(start);
        if (!fit) {
            throw new IllegalArgumentException("the arrays of boosted trees do not fit together");
        }
        for (int node = 0; node < nodes; node++) {
            boolean leaf = left[node] == node;
            boolean inside = leaf || (left[node] > node && left[node] < nodes - 1);
            if (!inside || Cuts.input(cut[node]) >= 2 * inputs || !Double.isFinite(value[node])) {
                throw new IllegalArgumentException("node " + node + " of boosted trees makes no sense");
            }
            if (leaf && cut[node] != Cuts.NONE) {
                throw new IllegalArgumentException("node " + node + " is neither a leaf nor a cut");
            }
        }
        int[] below = depthsBelow();
        for (int tree = 0; tree < root.length; tree++) {
            if (root[tree] < 0 || root[tree] >= nodes || below[root[tree]] != depth[tree]) {
                throw new IllegalArgumentException("tree " + tree + " has another depth than it says");
            }
        }
    }

    /**
     * Cuts below each node. Children follow their parents, so one pass from the end will do, whatever the arrays say.
     */
    private int[] depthsBelow() {
        int[] below = new int[left.length];
        for (int node = left.length - 1; node >= 0; node--) {
            below[node] = left[node] == node ? 0 : 1 + Math.max(below[left[node]], below[left[node] + 1]);
        }
        return below;
    }

    @Override
    public int inputs() {
        return inputs;
    }

    public int trees() {
        return root.length;
    }

    public double start() {
        return start;
    }

    public int[] roots() {
        return root;
    }

    public byte[] depths() {
        return depth;
    }

    public long[] cuts() {
        return cut;
    }

    public int[] lefts() {
        return left;
    }

    public double[] values() {
        return value;
    }

    @Override
    public double score(double[] row, int offset) {
        long[] x = Cuts.keysTwice(row, offset, 1, inputs)[0];
        double sum = start;
        for (int tree = 0; tree < walked.length; tree += TREES_AT_ONCE) {
            sum = addValues(tree, stepsOf(tree), x, sum);
        }
        return sum;
    }

    @Override
    public void score(double[] rows, int count, double[] scores) {
        for (int from = 0; from < count; from += ROWS_AT_ONCE) {
            int some = Math.min(count - from, ROWS_AT_ONCE);
            scoreSome(Cuts.keysTwice(rows, from * inputs, some, inputs), some, scores, from);
        }
    }

    private void scoreSome(long[][] x, int count, double[] scores, int from) {
        for (int row = 0; row < count; row++) {
            scores[from + row] = start;
        }
        for (int tree = 0; tree < walked.length; tree += TREES_AT_ONCE) {
            int steps = stepsOf(tree);
            for (int row = 0; row < count; row++) {
                scores[from + row] = addValues(tree, steps, x[row], scores[from + row]);
            }
        }
    }

    /** Walks eight trees at once: one walk waits for memory at each step, eight hide that. */
    private double addValues(int tree, int steps, long[] x, double before) {
        int a = walked[tree];
        int b = walked[tree + 1];
        int c = walked[tree + 2];
        int d = walked[tree + 3];
        int e = walked[tree + 4];
        int f = walked[tree + 5];
        int g = walked[tree + 6];
        int h = walked[tree + 7];
        for (int step = 0; step < steps; step++) {
            a = next(a, x);
            b = next(b, x);
            c = next(c, x);
            d = next(d, x);
            e = next(e, x);
            f = next(f, x);
            g = next(g, x);
            h = next(h, x);
        }
        double sum = before + walkedValue[a];
        sum += walkedValue[b];
        sum += walkedValue[c];
        sum += walkedValue[d];
        sum += walkedValue[e];
        sum += walkedValue[f];
        sum += walkedValue[g];
        return sum + walkedValue[h];
    }

    private int next(int node, long[] x) {
        return walkedLeft[node] + 1 + Cuts.way(walkedCut[node], x);
    }

    /** The roots, and as many leaves that add nothing as make the last eight full. */
    private static int[] walked(int[] root, int nothing) {
        int[] walked = new int[(root.length + TREES_AT_ONCE - 1) / TREES_AT_ONCE * TREES_AT_ONCE];
        Arrays.fill(walked, nothing);
        System.arraycopy(root, 0, walked, 0, root.length);
        return walked;
    }

    /** The deepest of eight trees. */
    private int stepsOf(int tree) {
        int steps = 0;
        for (int i = tree; i < Math.min(root.length, tree + TREES_AT_ONCE); i++) {
            steps = Math.max(steps, depth[i]);
        }
        return steps;
    }
}
