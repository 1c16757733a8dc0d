package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.Client;
import dev.tokenflow.bench.pipeline.load.SyntheticAgent;
import dev.tokenflow.core.control.ControlSink;
import dev.tokenflow.core.control.PathControl;
import dev.tokenflow.core.control.Scorer;
import dev.tokenflow.core.control.SiteClients;
import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.pacing.PacingLaw;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.shard.FoldSink;
import dev.tokenflow.core.shard.PaneFolder;
import dev.tokenflow.core.shard.ShardCodec;
import dev.tokenflow.core.shard.ShardState;
import dev.tokenflow.core.window.GroupCodec;
import dev.tokenflow.core.window.PathGroup;
import dev.tokenflow.core.window.WindowRoller;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.MalformedBatchException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** What the job remembers, and the work on it, in one thread and in virtual time, without Flink and Kafka. */
final class VirtualJob {
    private static final long SEED = 1;
    private static final long START_NS = 1_000_000_000L;
    private static final long MONO_TO_WALL_NS = 1_763_917_152_000_000_000L;
    private static final long TICK_NS = 10_000_000L;
    private static final long NS_PER_MS = 1_000_000L;

    private final PaneFolder folder;
    private final WindowRoller roller;
    private final PathControl control;
    private final Counting counting = new Counting();
    private final long delayMs;
    private final List<SyntheticAgent> agents = new ArrayList<>();
    private final List<ShardState> shards = new ArrayList<>();
    private final TreeMap<Integer, PathGroup> groups = new TreeMap<>();
    private double due;

    VirtualJob(PipelineOptions options, List<Client> clients) {
        JobConfig config = options.jobConfig("127.0.0.1:1");
        folder = new PaneFolder(config.window(), config.alarm(), config.lifetime(), config.limits());
        roller = new WindowRoller(
                config.window(),
                config.lifetime(),
                config.limits(),
                config.wire().segmentBytes(),
                config.rollMode());
        PacingLaw law = Objects.requireNonNull(config.laws()
                .laws(config.pacing(), config.wire())
                .get(config.laws().standard()));
        control = new PathControl(path -> law, config.lifetime(), config.rows(), Scorer.NONE, counting);
        delayMs = config.time().outOfOrderness().toMillis();
        for (int i = 0; i < options.agents(); i++) {
            int index = i;
            List<Client> served =
                    clients.stream().filter(client -> client.agent() == index).toList();
            agents.add(new SyntheticAgent("bench-" + i, 1, MONO_TO_WALL_NS, options.load(), served, SEED + i));
        }
    }

    /** Lets agents send so many events a second, all together. */
    void run(Duration time, double eventsPerSecond) {
        for (int i = 0; i < agents.size(); i++) {
            shards.add(folder.start(new BatchHeader("bench-" + i, 0, 1, 0, 0, 0, 0, 0), wallMs(START_NS)));
        }
        for (long fromNs = START_NS; fromNs - START_NS < time.toNanos(); fromNs += TICK_NS) {
            for (int i = 0; i < agents.size(); i++) {
                due += eventsPerSecond / agents.size() * TICK_NS / 1e9;
                int count = (int) due;
                due -= count;
                byte[] record = agents.get(i).batch(fromNs, fromNs + TICK_NS, count);
                folder.add(shards.get(i), decode(record), MONO_TO_WALL_NS, counting);
            }
            advance(wallMs(fromNs + TICK_NS) - delayMs);
        }
    }

    /** Forgets the paths; sockets stay. */
    void dropPaths() {
        groups.clear();
    }

    /** Forgets the sockets; paths stay. */
    void dropShards() {
        shards.clear();
    }

    /** Bytes of a checkpoint: paths. */
    long savedPathBytes() {
        return groups.values().stream()
                .mapToLong(group -> GroupCodec.encode(group).length)
                .sum();
    }

    /** Bytes of a checkpoint: sockets. */
    long savedShardBytes() {
        return shards.stream()
                .mapToLong(shard -> ShardCodec.encode(shard).length)
                .sum();
    }

    long sockets() {
        return shards.stream().mapToLong(ShardState::sockets).sum();
    }

    long paths() {
        return groups.values().stream().mapToLong(PathGroup::paths).sum();
    }

    /** Hints that were decided on, and rows. */
    long hints() {
        return counting.hints;
    }

    long rows() {
        return counting.rows;
    }

    private void advance(long nowMs) {
        for (ShardState shard : shards) {
            folder.closeThrough(shard, nowMs, counting);
        }
        for (PathGroup group : groups.values()) {
            for (long wakeMs = roller.wakeMs(group); wakeMs <= nowMs; wakeMs = roller.wakeMs(group)) {
                roller.wake(group, wakeMs, control);
            }
        }
    }

    private static long wallMs(long monoNs) {
        return Math.floorDiv(monoNs + MONO_TO_WALL_NS, NS_PER_MS);
    }

    private static Batch decode(byte[] record) {
        try {
            return BatchCodec.decode(record);
        } catch (MalformedBatchException e) {
            throw new IllegalStateException("a made-up batch cannot be read", e);
        }
    }

    /** Hands panes on to the paths, and counts what is decided. */
    private final class Counting implements FoldSink, ControlSink {
        private long hints;
        private long rows;

        @Override
        public void block(PaneBlock block) {
            roller.add(groups.computeIfAbsent(block.group(), any -> roller.start(block)), block, control);
        }

        @Override
        public void hint(PathReading reading, PathScore score, PathPacing pacing) {
            hints++;
        }

        @Override
        public void row(PathReading reading, PathScore score) {
            rows++;
        }

        @Override
        public void diagnosed(PathName path, Diagnosis word, long atMs) {
            // a row tells it
        }

        @Override
        public void withdrawn(PathName path) {}

        @Override
        public void site(PathReading reading, PathScore score) {}

        @Override
        public void clients(SiteClients count) {}

        @Override
        public void evicted() {
            throw new IllegalStateException("a path had to go");
        }

        @Override
        public void refused() {
            throw new IllegalStateException("a path was refused");
        }

        @Override
        public void duplicate() {
            throw new IllegalStateException("a batch came twice");
        }

        @Override
        public void missing(long batches) {
            throw new IllegalStateException(batches + " batches are missing");
        }

        @Override
        public void reordered() {
            throw new IllegalStateException("a batch came late");
        }

        @Override
        public void rejected(String reason, BitSet events) {
            throw new IllegalStateException(events.cardinality() + " events are " + reason);
        }

        @Override
        public void forgotten(int sockets) {
            throw new IllegalStateException(sockets + " sockets were forgotten");
        }

        @Override
        public void evicted(int sockets) {
            throw new IllegalStateException(sockets + " sockets had to go");
        }
    }
}
