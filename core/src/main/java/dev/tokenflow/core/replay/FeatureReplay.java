package dev.tokenflow.core.replay;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.shard.FoldSink;
import dev.tokenflow.core.shard.PaneFolder;
import dev.tokenflow.core.shard.ShardState;
import dev.tokenflow.core.window.PathGroup;
import dev.tokenflow.core.window.RollSink;
import dev.tokenflow.core.window.WindowRoller;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchHeader;
import java.time.Duration;
import java.util.BitSet;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Drives a {@link PaneFolder} and a {@link WindowRoller} through recorded batches, in the same way as a job that gets
 * all its batches through one Kafka partition: event time follows the newest batch at a fixed distance, and everything
 * that is due is done in the order of event time. It has no threads and no clock; time comes from the batches. Not
 * thread-safe.
 */
public final class FeatureReplay {
    private static final long NS_PER_MS = 1_000_000L;

    private final PaneFolder folder;
    private final WindowRoller roller;
    private final long outOfOrdernessMs;
    private final RollSink readings;
    private final FoldSink folded;
    private final Map<String, ShardState> shards = new TreeMap<>();
    private final Map<Integer, PathGroup> groups = new TreeMap<>();

    private boolean hurries;
    private long watermarkMs = Long.MIN_VALUE;

    /** Nothing is to be done before; {@link Long#MAX_VALUE} when nothing is to be done at all. */
    private long dueMs = Long.MAX_VALUE;

    /**
     * @param outOfOrderness how far a batch may be behind the newest one; 50 ms by default in the job
     * @param folded is told what the folder says, blocks included
     * @param readings takes the readings
     */
    public FeatureReplay(
            PaneFolder folder, WindowRoller roller, Duration outOfOrderness, FoldSink folded, RollSink readings) {
        this.folder = folder;
        this.roller = roller;
        this.outOfOrdernessMs = outOfOrderness.toMillis();
        this.readings = readings;
        this.folded = new Onward(folded);
    }

    /**
     * The same in the way of the job: the panes of a shard are closed by its own word, as soon as it has told of them,
     * and {@link WindowRoller#hurry} follows at once. So what comes of batches of several shards depends on the order
     * in which they came.
     */
    public FeatureReplay hurrying() {
        hurries = true;
        return this;
    }

    /**
     * Takes in the next batch, then lets event time follow it.
     *
     * @param offsetNs what to add to its monotonic times to get ns since 1970
     */
    public void add(Batch batch, long offsetNs) {
        BatchHeader header = batch.header();
        ShardState shard = shards.get(header.shardName());
        if (shard == null) {
            shard = folder.start(header, watermarkMs + (watermarkMs == Long.MIN_VALUE ? 0 : 1));
            shards.put(header.shardName(), shard);
        } else {
            folder.closeThrough(shard, watermarkMs + 1, folded);
        }
        folder.add(shard, batch, offsetNs, folded);
        long closedMs = Math.floorDiv(header.closedNs() + offsetNs, NS_PER_MS);
        if (hurries) {
            folder.closeThrough(shard, closedMs, folded);
        }
        dueMs = Math.min(dueMs, folder.wakeMs(shard));
        advance(closedMs - outOfOrdernessMs - 1);
    }

    /** Lets event time pass {@code toMs}, ms since 1970; of no effect when it has. */
    public void advance(long toMs) {
        watermarkMs = Math.max(watermarkMs, toMs);
        while (dueMs != Long.MAX_VALUE && dueMs - 1 <= watermarkMs) {
            work(dueMs);
        }
    }

    /** Lets all time pass: shards fall silent, paths are forgotten, nothing is remembered any more. */
    void finish() {
        watermarkMs = Long.MAX_VALUE;
        while (dueMs != Long.MAX_VALUE) {
            work(dueMs);
        }
    }

    /** Event time that has passed, ms since 1970; {@link Long#MIN_VALUE} before the first batch. */
    long watermarkMs() {
        return watermarkMs;
    }

    Map<String, ShardState> shards() {
        return shards;
    }

    Map<Integer, PathGroup> groups() {
        return groups;
    }

    private void work(long nowMs) {
        long closeMs = fold(nowMs);
        dueMs = Math.min(closeMs, roll(nowMs));
    }

    /** Closes what has ended by {@code nowMs}; when to come back. */
    private long fold(long nowMs) {
        long nextMs = Long.MAX_VALUE;
        for (Iterator<ShardState> all = shards.values().iterator(); all.hasNext(); ) {
            ShardState shard = all.next();
            if (folder.closeThrough(shard, nowMs, folded)) {
                nextMs = Math.min(nextMs, folder.wakeMs(shard));
            } else {
                all.remove();
            }
        }
        return nextMs;
    }

    /** Wakes the groups that are due by {@code nowMs}; when to come back. */
    private long roll(long nowMs) {
        long nextMs = Long.MAX_VALUE;
        for (Iterator<PathGroup> all = groups.values().iterator(); all.hasNext(); ) {
            PathGroup group = all.next();
            long wakeMs = roller.wakeMs(group);
            while (wakeMs <= nowMs) {
                roller.wake(group, wakeMs, readings);
                wakeMs = roller.wakeMs(group);
            }
            if (group.isEmpty()) {
                all.remove();
            } else {
                nextMs = Math.min(nextMs, wakeMs);
            }
        }
        return nextMs;
    }

    private void roll(PaneBlock block) {
        PathGroup known = groups.get(block.group());
        PathGroup group = known == null ? roller.start(block) : known;
        roller.add(group, block, readings);
        if (hurries) {
            roller.hurry(group, readings);
        }
        if (!group.isEmpty()) {
            groups.put(block.group(), group);
            dueMs = Math.min(dueMs, roller.wakeMs(group));
        }
    }

    /** Passes blocks on to the roller, and everything to whoever listens. */
    private final class Onward implements FoldSink {
        private final FoldSink listener;

        Onward(FoldSink listener) {
            this.listener = listener;
        }

        @Override
        public void block(PaneBlock block) {
            listener.block(block);
            roll(block);
        }

        @Override
        public void duplicate() {
            listener.duplicate();
        }

        @Override
        public void missing(long batches) {
            listener.missing(batches);
        }

        @Override
        public void reordered() {
            listener.reordered();
        }

        @Override
        public void rejected(String reason, BitSet events) {
            listener.rejected(reason, events);
        }

        @Override
        public void forgotten(int sockets) {
            listener.forgotten(sockets);
        }

        @Override
        public void evicted(int sockets) {
            listener.evicted(sockets);
        }
    }
}
