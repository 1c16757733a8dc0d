package dev.tokenflow.core.model.fit;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Grows one regression tree on binned rows, the most useful cut first (best-first, as in LightGBM) until there are
 * enough leaves. A cut is worth what it takes off the squared error of the gradients: {@code GL^2/nL + GR^2/nR - G^2/n}
 * (Friedman 2001; Chen and Guestrin 2016, section 2.2, without a penalty). Histograms are filled for the smaller child
 * only; the larger one's are the difference.
 */
final class TreeGrower {
    private static final double LEAST_GAIN = 1e-12;

    private final Bins bins;
    private final BoostingConfig config;
    private final int[] members;
    private final int[] spare;
    private final double[] gathered;

    TreeGrower(Bins bins, BoostingConfig config) {
        this.bins = bins;
        this.config = config;
        members = new int[bins.rows];
        spare = new int[bins.rows];
        gathered = new double[bins.rows];
    }

    /** A node while the tree grows. */
    static final class Node {
        final int from;
        final int to;
        final int depth;
        Sums @Nullable [] sums;
        double gradient;
        int input = -1;
        int bin;
        boolean missingRight;
        double gain;

        /** What a leaf adds. */
        double value;

        @Nullable
        Node left;

        @Nullable
        Node right;

        Node(int from, int to, int depth) {
            this.from = from;
            this.to = to;
            this.depth = depth;
        }

        int size() {
            return to - from;
        }
    }

    /** Histogram of an input's gradients over its bins, missing values last. */
    record Sums(double[] gradient, int[] count) {
        Sums() {
            this(new double[Bins.MISSING + 1], new int[Bins.MISSING + 1]);
        }
    }

    /** The rows that ended in the leaf, as {@link #grow} left them: {@code order()[node.from .. node.to)}. */
    int[] order() {
        return members;
    }

    /**
     * Grows a tree.
     *
     * @param rows the rows to fit, in any order
     * @param count how many of these
     * @param gradients of all rows, by number
     */
    Node grow(int[] rows, int count, double[] gradients, SplittableRandom random) {
        System.arraycopy(rows, 0, members, 0, count);
        boolean[] allowed = chooseInputs(random);
        Node root = new Node(0, count, 0);
        root.sums = histograms(root, gradients, allowed);
        root.gradient = sum(root, gradients);
        findCut(root);
        PriorityQueue<Node> open = new PriorityQueue<>((a, b) -> {
            int byGain = Double.compare(b.gain, a.gain);
            return byGain != 0 ? byGain : Integer.compare(a.from, b.from);
        });
        open.add(root);
        for (int leaves = 1; leaves < config.leaves() && !open.isEmpty(); leaves++) {
            Node node = open.poll();
            if (node.input < 0) {
                break; // the best has no cut, so none has
            }
            split(node, gradients, allowed);
            open.add(node.left);
            open.add(node.right);
        }
        return root;
    }

    private boolean[] chooseInputs(SplittableRandom random) {
        int wanted = Math.max(1, (int) Math.round(config.inputShare() * bins.inputs));
        boolean[] allowed = new boolean[bins.inputs];
        int[] order = new int[bins.inputs];
        Arrays.setAll(order, i -> i);
        for (int i = 0; i < wanted; i++) {
            int other = i + random.nextInt(bins.inputs - i);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
            allowed[order[i]] = true;
        }
        return allowed;
    }

    private Sums[] histograms(Node node, double[] gradients, boolean[] allowed) {
        Sums[] sums = new Sums[bins.inputs];
        for (int i = node.from; i < node.to; i++) {
            gathered[i] = gradients[members[i]]; // once, not for every input
        }
        for (int input = 0; input < bins.inputs; input++) {
            if (!allowed[input]) {
                continue;
            }
            Sums of = new Sums();
            byte[] column = bins.bins[input];
            double[] gradient = of.gradient;
            int[] count = of.count;
            for (int i = node.from; i < node.to; i++) {
                int bin = column[members[i]] & 0xff;
                gradient[bin] += gathered[i];
                count[bin]++;
            }
            sums[input] = of;
        }
        return sums;
    }

    private double sum(Node node, double[] gradients) {
        double sum = 0;
        for (int i = node.from; i < node.to; i++) {
            sum += gradients[members[i]];
        }
        return sum;
    }

    private void split(Node node, double[] gradients, boolean[] allowed) {
        int middle = partition(node);
        Node left = new Node(node.from, middle, node.depth + 1);
        Node right = new Node(middle, node.to, node.depth + 1);
        Node smaller = left.size() <= right.size() ? left : right;
        Node larger = smaller == left ? right : left;
        smaller.gradient = sum(smaller, gradients);
        larger.gradient = node.gradient - smaller.gradient;
        boolean cutSmaller = canCut(smaller);
        boolean cutLarger = canCut(larger);
        if (cutSmaller || cutLarger) {
            smaller.sums = histograms(smaller, gradients, allowed);
            larger.sums = subtract(node, smaller);
        }
        node.sums = null;
        if (cutSmaller) {
            findCut(smaller);
        }
        if (cutLarger) {
            findCut(larger);
        }
        node.left = left;
        node.right = right;
    }

    private boolean canCut(Node node) {
        return node.depth < config.depth() && node.size() >= 2 * config.leastLeaf();
    }

    /** The parent's histograms less one child's are the other's. */
    private static Sums @Nullable [] subtract(Node parent, Node child) {
        Sums[] rest = parent.sums;
        Sums[] part = child.sums;
        if (rest == null || part == null) {
            throw new IllegalStateException("a node was split without histograms");
        }
        for (int input = 0; input < rest.length; input++) {
            if (rest[input] != null) {
                for (int bin = 0; bin <= Bins.MISSING; bin++) {
                    rest[input].gradient[bin] -= part[input].gradient[bin];
                    rest[input].count[bin] -= part[input].count[bin];
                }
            }
        }
        return rest;
    }

    /** Keeps the order on both sides, so that what follows does not depend on how rows were moved. */
    private int partition(Node node) {
        byte[] column = bins.bins[node.input];
        int middle = node.from;
        int aside = 0;
        for (int i = node.from; i < node.to; i++) {
            int bin = column[members[i]] & 0xff;
            boolean right = bin == Bins.MISSING ? node.missingRight : bin > node.bin;
            if (right) {
                spare[aside++] = members[i];
            } else {
                members[middle++] = members[i];
            }
        }
        System.arraycopy(spare, 0, members, middle, aside);
        return middle;
    }

    private void findCut(Node node) {
        Sums[] sums = node.sums;
        if (sums == null || !canCut(node)) {
            return;
        }
        double unsplit = node.gradient * node.gradient / node.size();
        node.gain = LEAST_GAIN * (1 + unsplit);
        for (int input = 0; input < sums.length; input++) {
            if (sums[input] != null) {
                findCut(node, input, sums[input], unsplit);
            }
        }
        if (node.input < 0) {
            node.gain = 0;
        }
    }

    /** Tries every border with the missing values on either side; without any on the side of more rows. */
    private void findCut(Node node, int input, Sums sums, double unsplit) {
        int missing = sums.count[Bins.MISSING];
        double missingGradient = sums.gradient[Bins.MISSING];
        double left = 0;
        int leftCount = 0;
        for (int bin = 0; bin < bins.count(input) - 1; bin++) {
            left += sums.gradient[bin];
            leftCount += sums.count[bin];
            if (sums.count[bin] == 0) {
                continue;
            }
            double without = gain(node, left, leftCount) - unsplit;
            if (without > node.gain) {
                take(node, input, bin, missing > 0 || 2 * leftCount < node.size(), without);
            }
            if (missing > 0) {
                double with = gain(node, left + missingGradient, leftCount + missing) - unsplit;
                if (with > node.gain) {
                    take(node, input, bin, false, with);
                }
            }
        }
    }

    private double gain(Node node, double left, int leftCount) {
        int rightCount = node.size() - leftCount;
        if (leftCount < config.leastLeaf() || rightCount < config.leastLeaf()) {
            return Double.NEGATIVE_INFINITY;
        }
        double right = node.gradient - left;
        return left * left / leftCount + right * right / rightCount;
    }

    private static void take(Node node, int input, int bin, boolean missingRight, double gain) {
        node.input = input;
        node.bin = bin;
        node.missingRight = missingRight;
        node.gain = gain;
    }
}
