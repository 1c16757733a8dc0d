package dev.tokenflow.core.model;

/**
 * A sum of regression trees (Friedman: "Greedy function approximation: a gradient boosting machine", Annals of Statistics 2001). A row is at a node's right child when the
 * input the node looks at is not below its threshold; a missing input (NaN) goes where the training rows that missed it fared better.
 *
 * <p>Nodes of all trees stand in one array, siblings side by side, so a step is an addition; a leaf leads to itself, so trees of different shapes can be walked
 * together for as many steps as the deepest has.
 */
public final class GradientBoostedTrees implements Scorer {
    private final int inputs;
    private final double start;
    private final int[] root;
    private final byte[] depth;
    private final short[] feature;
    private final double[] threshold;
    private final int[] left;
    private final boolean[] missingRight;
    private final double[] value;

    /**
     * @param inputs       of a row
     * @param start        before the first tree
     * @param root         first node of each tree
     * @param depth        cuts on the longest way in each tree
     * @param feature      input each node looks at; 0 at leaves
     * @param threshold    a row goes right when that input is not below; NaN at leaves
     * @param left         left child, the right one follows it; a leaf's own number at leaves
     * @param missingRight whether a missing input goes right
     * @param value        what a leaf adds; 0 elsewhere
     * @throws IllegalArgumentException when the arrays do not fit together
     */
    GradientBoostedTrees(
            int inputs,
            double start,
            int[] root,
            byte[] depth,
            short[] feature,
            double[] threshold,
            int[] left,
            boolean[] missingRight,
            double[] value) {
        this.inputs = inputs;
        this.start = start;
        this.root = root;
        this.depth = depth;
        this.feature = feature;
        this.threshold = threshold;
        this.left = left;
        this.missingRight = missingRight;
        this.value = value;
        check();
    }

    private void check() {
        int nodes = feature.length;
        boolean fit = root.length == depth.length
                && threshold.length == nodes
                && left.length == nodes
                && missingRight.length == nodes
                && value.length == nodes
                && Double.isFinite(start);
        if (!fit) {
            throw new IllegalArgumentException("the arrays of boosted trees do not fit together");
        }
        for (int node = 0; node < nodes; node++) {
            boolean leaf = left[node] == node;
            boolean inside = leaf || (left[node] > node && left[node] < nodes - 1);
            if (!inside || feature[node] < 0 || feature[node] >= inputs || !Double.isFinite(value[node])) {
                throw new IllegalArgumentException("node " + node + " of boosted trees makes no sense");
            }
            if (leaf != Double.isNaN(threshold[node]) || (leaf && missingRight[node])) {
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

    /** Cuts below each node. Children follow their parents, so one pass from the end will do, whatever the arrays say. */
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

    double start() {
        return start;
    }

    int[] roots() {
        return root;
    }

    byte[] depths() {
        return depth;
    }

    short[] features() {
        return feature;
    }

    double[] thresholds() {
        return threshold;
    }

    int[] lefts() {
        return left;
    }

    boolean[] missingRights() {
        return missingRight;
    }

    double[] values() {
        return value;
    }

    @Override
    public double score(double[] row, int offset) {
        double sum = start;
        int tree = 0;
        for (; tree + 4 <= root.length; tree += 4) {
            int a = root[tree];
            int b = root[tree + 1];
            int c = root[tree + 2];
            int d = root[tree + 3];
            int steps = Math.max(Math.max(depth[tree], depth[tree + 1]), Math.max(depth[tree + 2], depth[tree + 3]));
            for (int step = 0; step < steps; step++) {
                a = next(a, row[offset + feature[a]]);
                b = next(b, row[offset + feature[b]]);
                c = next(c, row[offset + feature[c]]);
                d = next(d, row[offset + feature[d]]);
            }
            sum += value[a];
            sum += value[b];
            sum += value[c];
            sum += value[d];
        }
        for (; tree < root.length; tree++) {
            sum += value[leafOf(tree, row, offset)];
        }
        return sum;
    }

    @Override
    public void score(double[] rows, int count, double[] scores) {
        for (int row = 0; row < count; row++) {
            scores[row] = start;
        }
        for (int tree = 0; tree < root.length; tree++) {
            addValues(tree, rows, count, scores);
        }
    }

    private void addValues(int tree, double[] rows, int count, double[] sums) {
        int steps = depth[tree];
        int row = 0;
        for (; row + 4 <= count; row += 4) {
            int a = root[tree];
            int b = a;
            int c = a;
            int d = a;
            int at = row * inputs;
            for (int step = 0; step < steps; step++) {
                a = next(a, rows[at + feature[a]]);
                b = next(b, rows[at + inputs + feature[b]]);
                c = next(c, rows[at + 2 * inputs + feature[c]]);
                d = next(d, rows[at + 3 * inputs + feature[d]]);
            }
            sums[row] += value[a];
            sums[row + 1] += value[b];
            sums[row + 2] += value[c];
            sums[row + 3] += value[d];
        }
        for (; row < count; row++) {
            sums[row] += value[leafOf(tree, rows, row * inputs)];
        }
    }

    private int leafOf(int tree, double[] row, int offset) {
        int node = root[tree];
        while (left[node] != node) {
            node = next(node, row[offset + feature[node]]);
        }
        return node;
    }

    /** Nothing is at or above a leaf's threshold, which is NaN. */
    private int next(int node, double input) {
        boolean right = input >= threshold[node] || (missingRight[node] && Double.isNaN(input));
        return left[node] + (right ? 1 : 0);
    }
}
