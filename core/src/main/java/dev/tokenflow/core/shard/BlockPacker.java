package dev.tokenflow.core.shard;

import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pane.PaneBlock;

/** Packs panes into one block for each group of paths. What was added leaves with {@link #emit}. */
final class BlockPacker {
    private final int groups;
    private final PackedOutput[] packed;
    private final int[] panes;
    private final PackedOutput scratch = new PackedOutput(256);

    BlockPacker(int groups) {
        this.groups = groups;
        packed = new PackedOutput[groups];
        panes = new int[groups];
        for (int i = 0; i < groups; i++) {
            packed[i] = new PackedOutput(64);
        }
    }

    /**
     * Adds a pane with events.
     *
     * @param endMs its end
     * @param panesBack how many panes it ends before the block does
     */
    void add(PaneAccumulator pane, long endMs, long panesBack) {
        int group = group(pane.path);
        pane.writeTo(packed[group], scratch, endMs, panesBack);
        panes[group]++;
    }

    /** Adds a pane that has nothing but gauges. */
    void add(PathGauges path) {
        int group = group(path);
        path.writeTo(packed[group]);
        panes[group]++;
    }

    /** Sends what was added, in blocks that end at {@code endMs}. */
    void emit(ShardState shard, long endMs, long alarmMs, FoldSink sink) {
        for (int i = 0; i < groups; i++) {
            if (panes[i] > 0) {
                sink.block(new PaneBlock(
                        i, shard.shard, shard.site, shard.tenant, endMs, alarmMs, panes[i], packed[i].toBytes()));
                packed[i].reset();
                panes[i] = 0;
            }
        }
    }

    /** The group of a path. */
    int group(PathGauges path) {
        if (path.group < 0) {
            path.group = path.name.group(groups);
        }
        return path.group;
    }
}
