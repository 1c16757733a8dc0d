package dev.tokenflow.core.source;

import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pane.PaneBlock;

/** Packs panes into one block for each partition of paths. What was added leaves with {@link #emit}. */
final class BlockPacker {
    private final int partitions;
    private final PackedOutput[] packed;
    private final int[] panes;
    private final PackedOutput scratch = new PackedOutput(256);

    BlockPacker(int partitions) {
        this.partitions = partitions;
        packed = new PackedOutput[partitions];
        panes = new int[partitions];
        for (int i = 0; i < partitions; i++) {
            packed[i] = new PackedOutput(64);
        }
    }

    /**
     * Adds a pane with events.
     *
     * @param panesBack how many panes it ends before the block does
     */
    void add(PaneAccumulator pane, long panesBack) {
        int partition = partition(pane.path);
        pane.writeTo(packed[partition], scratch, panesBack);
        panes[partition]++;
    }

    /** Adds a pane that has nothing but gauges. */
    void add(PathGauges path) {
        int partition = partition(path);
        path.writeTo(packed[partition]);
        panes[partition]++;
    }

    /** Sends what was added, in blocks that end at {@code endMs}. */
    void emit(SourceState source, long endMs, long alarmMs, FoldSink sink) {
        for (int i = 0; i < partitions; i++) {
            if (panes[i] > 0) {
                sink.block(new PaneBlock(i, source.source, source.site, endMs, alarmMs, panes[i], packed[i].toBytes()));
                packed[i].reset();
                panes[i] = 0;
            }
        }
    }

    private int partition(PathGauges path) {
        if (path.partition < 0) {
            path.partition = path.name.partition(partitions);
        }
        return path.partition;
    }
}
