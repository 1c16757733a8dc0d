package dev.tokenflow.core.model.fit;

import dev.tokenflow.core.model.tree.Cuts;
import dev.tokenflow.core.model.tree.GradientBoostedTrees;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.ToDoubleFunction;

/** The growing arrays of {@link GradientBoostedTrees}. */
final class TreeArrays {
    private int trees;
    private int nodes;
    private int[] root = new int[16];
    private byte[] depth = new byte[16];
    private long[] cut = new long[256];
    private int[] left = new int[256];
    private double[] value = new double[256];

    private record Waiting(TreeGrower.Node node, int at) {}

    /** Appends a tree, siblings side by side, with {@code valueOf} its leaves. */
    void add(TreeGrower.Node top, Bins bins, ToDoubleFunction<TreeGrower.Node> valueOf) {
        if (trees == root.length) {
            root = Arrays.copyOf(root, 2 * trees);
            depth = Arrays.copyOf(depth, 2 * trees);
        }
        int first = nodes;
        take(1);
        int deepest = 0;
        Deque<Waiting> waiting = new ArrayDeque<>();
        waiting.add(new Waiting(top, first));
        while (!waiting.isEmpty()) {
            Waiting next = waiting.remove();
            TreeGrower.Node node = next.node;
            deepest = Math.max(deepest, node.depth);
            if (node.left == null || node.right == null) {
                left[next.at] = next.at;
                cut[next.at] = Cuts.NONE;
                node.value = valueOf.applyAsDouble(node);
                value[next.at] = node.value;
                continue;
            }
            int children = take(2);
            left[next.at] = children;
            int input = node.missingRight ? bins.inputs + node.input : node.input;
            cut[next.at] = Cuts.of(input, bins.borders[node.input][node.bin]);
            waiting.add(new Waiting(node.left, children));
            waiting.add(new Waiting(node.right, children + 1));
        }
        root[trees] = first;
        depth[trees++] = (byte) deepest;
    }

    /** Only the first {@code kept} trees. */
    GradientBoostedTrees build(int inputs, double start, int kept) {
        int end = kept < trees ? root[kept] : nodes;
        return new GradientBoostedTrees(
                inputs,
                start,
                Arrays.copyOf(root, kept),
                Arrays.copyOf(depth, kept),
                Arrays.copyOf(cut, end),
                Arrays.copyOf(left, end),
                Arrays.copyOf(value, end));
    }

    private int take(int count) {
        int first = nodes;
        nodes += count;
        if (nodes > cut.length) {
            int room = 2 * cut.length;
            cut = Arrays.copyOf(cut, room);
            left = Arrays.copyOf(left, room);
            value = Arrays.copyOf(value, room);
        }
        return first;
    }
}
