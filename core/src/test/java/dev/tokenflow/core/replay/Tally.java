package dev.tokenflow.core.replay;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.shard.FoldSink;
import dev.tokenflow.core.window.PathGroup;
import dev.tokenflow.core.window.PathMemory;
import dev.tokenflow.core.window.PathView;
import dev.tokenflow.core.window.RollSink;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Remembers what folder and roller said. */
public final class Tally implements FoldSink, RollSink {
    public final List<PaneBlock> blocks = new ArrayList<>();
    public final List<PathReading> readings = new ArrayList<>();

    /** What was seen at steps, in their order. */
    public final List<PathReading> steps = new ArrayList<>();

    public final Map<String, Integer> rejected = new TreeMap<>();
    public int duplicates;
    public long missing;
    public int reordered;
    public int forgotten;
    public int socketsEvicted;
    public int pathsEvicted;
    public int pathsRefused;

    /** Rows that do not come between two slides. */
    public List<PathReading> regular() {
        return readings.stream().filter(r -> !r.features().alarm()).toList();
    }

    @Override
    public void reading(PathGroup group, PathMemory path, PathView view) {
        readings.add(view.reading());
    }

    @Override
    public boolean step(PathGroup group, PathMemory path, PathView view) {
        steps.add(view.reading());
        return false;
    }

    @Override
    public void evicted() {
        pathsEvicted++;
    }

    @Override
    public void refused() {
        pathsRefused++;
    }

    @Override
    public void block(PaneBlock block) {
        blocks.add(block);
    }

    @Override
    public void duplicate() {
        duplicates++;
    }

    @Override
    public void missing(long batches) {
        missing += batches;
    }

    @Override
    public void reordered() {
        reordered++;
    }

    @Override
    public void rejected(String reason, BitSet events) {
        rejected.merge(reason, events.cardinality(), Integer::sum);
    }

    @Override
    public void forgotten(int sockets) {
        forgotten += sockets;
    }

    @Override
    public void evicted(int sockets) {
        socketsEvicted += sockets;
    }
}
