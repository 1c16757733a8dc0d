package dev.tokenflow.core.feature;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Remembers what folder and roller said. */
final class Tally implements FoldSink, RollSink {
    final List<PaneBlock> blocks = new ArrayList<>();
    final List<PathReading> readings = new ArrayList<>();
    final Map<String, Integer> aside = new TreeMap<>();
    int duplicates;
    long missing;
    int reordered;
    int forgotten;
    int socketsEvicted;
    int pathsEvicted;

    /** Rows that do not come between two slides. */
    List<PathReading> regular() {
        return readings.stream().filter(r -> !r.features().alarm()).toList();
    }

    @Override
    public void reading(PathReading reading) {
        readings.add(reading);
    }

    @Override
    public void evicted() {
        pathsEvicted++;
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
    public void aside(String reason, BitSet events) {
        aside.merge(reason, events.cardinality(), Integer::sum);
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
