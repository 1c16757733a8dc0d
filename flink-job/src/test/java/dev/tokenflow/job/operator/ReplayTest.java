package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathFeatures;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.core.replay.FeatureReplay;
import dev.tokenflow.core.shard.FoldSink;
import dev.tokenflow.core.shard.PaneFolder;
import dev.tokenflow.core.window.PathGroup;
import dev.tokenflow.core.window.PathMemory;
import dev.tokenflow.core.window.PathView;
import dev.tokenflow.core.window.RollSink;
import dev.tokenflow.core.window.WindowRoller;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.hint.Scope;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is worked out offline is what the operators say, bit by bit. Alarms are left out: what they know of the panes
 * that are not finished depends on who closes them when.
 */
class ReplayTest {
    private static final JobConfig CONFIG = Harness.EVERY_SLIDE;
    private static final long LATER_MS = 200_000;

    private record Row(ReadingKind kind, PathFeatures features, PathSignals signals, List<String> sites) {}

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void offlineIsAsInTheJob(long seed) throws Exception {
        List<PathReading> offline = new ArrayList<>();
        FeatureReplay replay = new FeatureReplay(
                new PaneFolder(CONFIG.window(), CONFIG.alarm(), CONFIG.lifetime(), CONFIG.limits()),
                new WindowRoller(
                        CONFIG.window(),
                        CONFIG.lifetime(),
                        CONFIG.limits(),
                        CONFIG.wire().segmentBytes(),
                        CONFIG.rollMode()),
                CONFIG.time().outOfOrderness(),
                new Ignored(),
                collector(offline));
        try (Chain chain = Chain.of(CONFIG)) {
            long newestMs = 0;
            for (Batch batch : batches(seed)) {
                newestMs = Math.max(newestMs, batch.raw().appendMs());
                replay.add(BatchCodec.decode(batch.raw().value()), 0);
                chain.send(Harness.checked(batch.raw(), batch.agent()));
                chain.watermark(newestMs - CONFIG.time().outOfOrderness().toMillis() - 1);
            }
            replay.advance(newestMs + LATER_MS);
            chain.watermark(newestMs + LATER_MS);

            assertThat(rows(updates(offline))).isEqualTo(rows(updates(chain)));
            assertThat(offline).anyMatch(r -> r.features().alarm());
            assertThat(expired(offline)).isEqualTo(withdrawn(chain)).isNotEmpty();
        }
    }

    /** What becomes a row, and what is told of sites. */
    private static List<PathReading> updates(List<PathReading> readings) {
        return readings.stream().filter(r -> r.kind() == ReadingKind.UPDATE).toList();
    }

    private static List<PathReading> updates(Chain chain) {
        return updates(chain.rows().stream().map(ScoredReading::reading).toList());
    }

    private static List<String> expired(List<PathReading> readings) {
        return readings.stream()
                .filter(r -> r.kind() == ReadingKind.EXPIRED && r.features().scope() != Scope.SITE)
                .map(PathReading::path)
                .sorted()
                .toList();
    }

    private static List<String> withdrawn(Chain chain) {
        return chain.updates().stream()
                .filter(update -> update.hint() == null)
                .map(HintUpdate::key)
                .sorted()
                .toList();
    }

    private record Batch(String agent, RawBatch raw) {}

    /** Two agents that share clients. */
    private static List<Batch> batches(long seed) {
        Random random = new Random(seed);
        List<TestAgent> agents = List.of(new TestAgent("host-0", 1), new TestAgent("host-1", 1));
        List<Batch> batches = new ArrayList<>();
        for (long closedMs = 1_020; closedMs < 9_000; closedMs += 20) {
            for (int i = 0; i < agents.size(); i++) {
                TestAgent agent = agents.get(i);
                for (int n = random.nextInt(6); n > 0; n--) {
                    int socket = random.nextInt(8);
                    long atMs = closedMs - random.nextInt(20);
                    String client = "203.0." + socket % 3 + "." + socket;
                    switch (random.nextInt(20)) {
                        case 0 -> agent.retransmit(atMs, client, socket, 1 + random.nextInt(12));
                        case 1 -> agent.close(atMs, client, socket);
                        default -> agent.ack(atMs, client, socket, 5 + random.nextInt(100), random.nextInt(2) * 255);
                    }
                }
                batches.add(new Batch("host-" + i, agent.raw(closedMs)));
            }
        }
        return batches;
    }

    private static Map<String, List<Row>> rows(List<PathReading> readings) {
        Map<String, List<Row>> rows = new TreeMap<>();
        for (PathReading r :
                readings.stream().filter(r -> !r.features().alarm()).toList()) {
            rows.computeIfAbsent(r.path(), path -> new ArrayList<>())
                    .add(new Row(r.kind(), r.features(), r.signals(), List.of(r.sites())));
        }
        return rows;
    }

    private static RollSink collector(List<PathReading> readings) {
        return new RollSink() {
            @Override
            public void reading(PathGroup group, PathMemory path, PathView view) {
                readings.add(view.reading());
            }

            @Override
            public void evicted() {
                throw new AssertionError("there is room for all");
            }

            @Override
            public void refused() {
                throw new AssertionError("there is room for all");
            }
        };
    }

    /** The counters are not what this is about. */
    private static final class Ignored implements FoldSink {
        @Override
        public void block(PaneBlock block) {}

        @Override
        public void duplicate() {}

        @Override
        public void missing(long batches) {}

        @Override
        public void reordered() {}

        @Override
        public void rejected(String reason, BitSet events) {}

        @Override
        public void forgotten(int sockets) {}

        @Override
        public void evicted(int sockets) {}
    }
}
