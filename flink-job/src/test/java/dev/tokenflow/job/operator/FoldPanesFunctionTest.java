package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.pane.PaneView;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.ShardBatch;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventLayout;
import dev.tokenflow.protocol.event.TcpEventView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldPanesFunctionTest {
    private static final String CLIENT = "203.0.113.7";

    private static final int MONO_TO_WALL_AT = 32;

    private final TestAgent agent = new TestAgent("host", 1);

    @Test
    void aPaneLeavesWhenItsShardSaysThatItIsComplete() throws Exception {
        try (var fold = Harness.fold(Harness.EVERY_SLIDE)) {
            send(
                    fold,
                    agent.ack(1_010, CLIENT, 1, 40, 255)
                            .ack(1_090, CLIENT, 2, 60, 255)
                            .ack(1_100, CLIENT, 1, 80, 1),
                    1_099);
            assertThat(fold.extractOutputValues()).isEmpty();
            send(fold, agent, 1_100);

            assertThat(panes(fold)).hasSize(3);
            assertThat(clientPanes(fold))
                    .containsExactly(new Seen(1_100, List.of(40_000, 60_000), 510, 2, 2, 1_010_000_000L));
            assertThat(fold.extractOutputValues()).extracting(PaneBlock::shard).containsOnly("host/0");
        }
    }

    /**
     * After an outage of the broker batches come at once, and the watermark is ahead of those that are still to come.
     */
    @Test
    void batchesThatWaitedFallIntoTheirOwnPanes() throws Exception {
        try (var fold = Harness.fold(Harness.EVERY_SLIDE)) {
            send(fold, agent.ack(1_010, CLIENT, 1, 40, 255), 1_100);
            List<RawBatch> waited = List.of(
                    agent.ack(1_150, CLIENT, 1, 50, 255).raw(1_200),
                    agent.ack(1_250, CLIENT, 1, 60, 255).raw(1_300),
                    agent.ack(2_650, CLIENT, 1, 70, 255).raw(2_700));
            for (RawBatch batch : waited) {
                RawBatch late = new RawBatch(batch.value(), batch.key(), 2_700, batch.partition(), batch.offset());
                fold.processElement(Harness.checked(late, "host"), 2_700);
                fold.processWatermark(new Watermark(2_680));
            }

            assertThat(clientPanes(fold))
                    .extracting(Seen::endMs)
                    .startsWith(1_100L, 1_200L, 1_300L)
                    .endsWith(2_700L);
            fold.processWatermark(new Watermark(3_690));
            assertThat(Harness.count(fold, JobMetric.EVENTS_LATE)).isZero();
        }
    }

    @Test
    void aDuplicateIsDroppedAndAGapCounted() throws Exception {
        try (var fold = Harness.fold(Harness.EVERY_SLIDE)) {
            ShardBatch first =
                    Harness.checked(agent.ack(1_010, CLIENT, 1, 40, 255).raw(1_020), "host");
            agent.raw(1_030);
            ShardBatch third =
                    Harness.checked(agent.ack(1_035, CLIENT, 1, 40, 255).raw(1_040), "host");
            for (ShardBatch batch : List.of(first, first, third, first, third)) {
                fold.processElement(batch, 1_040);
            }
            fold.processWatermark(new Watermark(1_200));

            assertThat(clientPanes(fold).get(0).bytesAcked()).isEqualTo(510);
            assertThat(Harness.count(fold, JobMetric.BATCHES_DUPLICATE)).isEqualTo(3);
            assertThat(Harness.count(fold, JobMetric.BATCHES_MISSING)).isEqualTo(1);
            assertThat(Harness.count(fold, JobMetric.EVENTS_IN)).isEqualTo(2);
        }
    }

    @Test
    void lateEventsAreKeptAsideByteForByte() throws Exception {
        try (var fold = Harness.fold(Harness.EVERY_SLIDE)) {
            send(fold, agent, 3_150);
            send(fold, agent.ack(1_090, CLIENT, 1, 40, 255).ack(3_140, CLIENT, 1, 50, 255), 3_160);
            send(fold, agent, 3_200);

            assertThat(Harness.count(fold, JobMetric.EVENTS_LATE)).isEqualTo(1);
            assertThat(clientPanes(fold).get(0).samplesUs()).containsExactly(50_000);
            RejectedBatch late = Harness.rejected(fold).get(0);
            assertThat(late.reason()).isEqualTo("late");
            Batch kept = BatchCodec.decode(late.value());
            assertThat(kept.count()).isEqualTo(1);
            assertThat(kept.read(0, new TcpEventView()).tsNs()).isEqualTo(1_090_000_000L);
        }
    }

    @Test
    void unknownKindsAreSetAsideAndTheRestCounts() throws Exception {
        try (var fold = Harness.fold(Harness.EVERY_SLIDE)) {
            byte[] batch = agent.ack(1_010, CLIENT, 1, 40, 255)
                    .ack(1_011, CLIENT, 1, 50, 255)
                    .batch(1_020);
            int secondKind = BatchCodec.headerBytes("host") + TcpEventLayout.SIZE + TcpEventLayout.KIND;
            batch[secondKind] = 77;
            fold.processElement(
                    Harness.checked(new dev.tokenflow.job.record.RawBatch(batch, new byte[0], 1_020, 0, 0), "host"),
                    1_020);
            fold.processWatermark(new Watermark(1_300));

            assertThat(clientPanes(fold).get(0).samplesUs()).containsExactly(40_000);
            assertThat(Harness.count(fold, JobMetric.EVENTS_REJECTED)).isEqualTo(1);
            assertThat(Harness.rejected(fold)).extracting(RejectedBatch::reason).containsExactly("unknown-kind");
        }
    }

    /**
     * One stream speaks once, goes quiet after a second and closes: the pane without samples tells each change, and
     * only that.
     */
    @Test
    void aChangeOfTheGaugesIsToldWithoutSamples() throws Exception {
        try (var fold = Harness.fold(Harness.EVERY_SLIDE)) {
            send(fold, agent.ack(1_010, CLIENT, 1, 40, 255), 1_020);
            fold.processWatermark(new Watermark(2_999));
            send(fold, agent.close(3_010, CLIENT, 1), 3_020);
            fold.processWatermark(new Watermark(3_999));

            assertThat(clientPanes(fold))
                    .extracting(pane -> pane.endMs() + ": " + pane.active() + " of " + pane.open())
                    .containsExactly("1100: 1 of 1", "2100: 0 of 1", "3100: 0 of 0");
        }
    }

    @Test
    void aSilentShardLeavesNothing() throws Exception {
        try (var fold = Harness.fold(Harness.EVERY_SLIDE)) {
            send(fold, agent.ack(1_010, CLIENT, 1, 40, 255), 1_020);
            send(fold, agent.start(EventKind.OPEN, 1_500, CLIENT, 2), 1_510);
            fold.processWatermark(new Watermark(11_000));
            assertThat(fold.numKeyedStateEntries()).isPositive();
            fold.processWatermark(new Watermark(12_000));

            assertThat(fold.numKeyedStateEntries()).isZero();
            assertThat(fold.numEventTimeTimers()).isZero();
            List<Seen> panes = clientPanes(fold);
            assertThat(panes.get(panes.size() - 1).open()).isZero();
        }
    }

    @Test
    void aSocketWhoseCloseWasLostIsForgotten() throws Exception {
        try (var fold = Harness.fold(Harness.EVERY_SLIDE)) {
            send(fold, agent.ack(1_010, CLIENT, 1, 40, 255), 1_020);
            for (long atMs = 2_000; atMs <= 310_000; atMs += 1_000) {
                send(fold, agent, atMs);
                fold.processWatermark(new Watermark(atMs));
            }

            assertThat(Harness.count(fold, JobMetric.SOCKETS_FORGOTTEN)).isEqualTo(1);
            List<Seen> panes = clientPanes(fold);
            assertThat(panes.get(panes.size() - 1).open()).isZero();
            assertThat(panes.get(panes.size() - 1).endMs()).isEqualTo(301_100);
        }
    }

    /** As after an outage of the broker: the batch waited in the agent, and comes now. */
    @Test
    void whatWaitedForTheBrokerIsCountedAndNotKeptAside() throws Exception {
        try (var fold = Harness.fold(Harness.EVERY_SLIDE)) {
            send(fold, agent.ack(1_010, CLIENT, 1, 40, 255), 1_100);
            RawBatch waited = agent.ack(1_150, CLIENT, 1, 900, 255).raw(1_200);
            RawBatch late = new RawBatch(waited.value(), waited.key(), 3_300, waited.partition(), waited.offset());
            fold.processElement(Harness.checked(late, "host"), 3_300);
            fold.processWatermark(new Watermark(5_000));

            assertThat(Harness.count(fold, JobMetric.EVENTS_STALE)).isEqualTo(1);
            assertThat(Harness.count(fold, JobMetric.EVENTS_REJECTED)).isZero();
            assertThat(Harness.rejected(fold)).isEmpty();
            assertThat(clientPanes(fold)).flatExtracting(Seen::samplesUs).containsExactly(40_000);
        }
    }

    /**
     * One shard's batches are under way for half a second longer than those of the other. Neither does the slow one
     * lose anything, nor does it make the other wait.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aShardThatIsFarAwayHasTheSamePanes(long seed) throws Exception {
        List<ShardBatch> near = traffic("near", new TestAgent("near", 1), seed);
        List<ShardBatch> far = traffic("far", new TestAgent("far", 1), ~seed);
        List<ShardBatch> delayed = new ArrayList<>();
        for (int i = 0; i < near.size() + 50; i++) {
            if (i < near.size()) {
                delayed.add(near.get(i));
            }
            if (i >= 50) {
                delayed.add(far.get(i - 50));
            }
        }

        List<String> alone = new ArrayList<>(run(near));
        alone.addAll(run(far));
        Collections.sort(alone);
        assertThat(run(delayed)).isEqualTo(alone);
    }

    /** The clock of its host is an hour ahead of the broker's, or behind it, and steps. */
    @Test
    void theWallClockOfAHostHasNoPartInIt() throws Exception {
        List<List<String>> panes = new ArrayList<>();
        for (long skewMs : new long[] {0, 3_600_000, -3_600_000, -1_900}) {
            TestAgent agent = new TestAgent("host", 1);
            List<ShardBatch> batches = traffic("host", agent, 7);
            List<ShardBatch> skewed = new ArrayList<>();
            for (int i = 0; i < batches.size(); i++) {
                long offMs = i < batches.size() / 2 ? skewMs : skewMs / 2;
                skewed.add(skewed(batches.get(i), offMs));
            }
            panes.add(run(skewed));
        }
        assertThat(panes.get(0)).isNotEmpty();
        assertThat(panes).allMatch(panes.get(0)::equals);
    }

    private static List<ShardBatch> traffic(String name, TestAgent agent, long seed) {
        Random random = new Random(seed);
        List<ShardBatch> batches = new ArrayList<>();
        for (long closedMs = 1_010; closedMs <= 5_000; closedMs += 10) {
            for (int i = 0; i < 5; i++) {
                int host = random.nextInt(3);
                String client = (name.equals("far") ? "198.51.100." : "203.0.113.") + host;
                agent.ack(
                        closedMs - random.nextInt(10),
                        client,
                        4 * host + random.nextInt(4),
                        1 + random.nextInt(90),
                        255);
                if (random.nextInt(20) == 0) {
                    agent.close(closedMs, client, 4 * host + random.nextInt(4));
                }
            }
            batches.add(Harness.checked(agent.raw(closedMs), name));
        }
        return batches;
    }

    /** The same batch of a host whose wall clock is wrong. */
    private static ShardBatch skewed(ShardBatch batch, long offMs) {
        byte[] value = batch.raw().value().clone();
        ByteBuffer header = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MONO_TO_WALL_AT, header.getLong(MONO_TO_WALL_AT) + 1_000_000 * offMs);
        RawBatch raw = batch.raw();
        return new ShardBatch(
                new RawBatch(value, raw.key(), raw.appendMs(), raw.partition(), raw.offset()),
                batch.shard(),
                batch.site(),
                batch.tenant());
    }

    private static List<String> run(List<ShardBatch> batches) throws Exception {
        try (var fold = Harness.fold(JobConfig.on("unused:1"))) {
            long newestMs = 0;
            for (ShardBatch batch : batches) {
                newestMs = Math.max(newestMs, batch.raw().appendMs());
                fold.processElement(batch, batch.raw().appendMs());
                fold.processWatermark(new Watermark(newestMs - 51));
            }
            fold.processWatermark(new Watermark(newestMs + 4_000));
            assertThat(Harness.count(fold, JobMetric.EVENTS_LATE)).isZero();
            assertThat(Harness.count(fold, JobMetric.EVENTS_REJECTED)).isZero();
            return panes(fold).entrySet().stream().map(String::valueOf).sorted().toList();
        }
    }

    private static void send(
            KeyedOneInputStreamOperatorTestHarness<String, ShardBatch, PaneBlock> fold, TestAgent agent, long closedMs)
            throws Exception {
        fold.processElement(Harness.checked(agent.raw(closedMs), "host"), closedMs);
    }

    private void send(
            KeyedOneInputStreamOperatorTestHarness<String, ShardBatch, PaneBlock> fold,
            dev.tokenflow.protocol.event.TcpEventBuilder event,
            long closedMs)
            throws Exception {
        send(fold, agent.event(event), closedMs);
    }

    /** One pane, finished. */
    private record Seen(
            long endMs, List<Integer> samplesUs, long bytesAcked, int active, int open, long oldestEventNs) {}

    private static List<Seen> clientPanes(KeyedOneInputStreamOperatorTestHarness<String, ShardBatch, PaneBlock> fold) {
        return panes(fold).entrySet().stream()
                .filter(pane -> pane.getKey().startsWith("client/"))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** By path and time, in the order in which they came. */
    private static Map<String, Seen> panes(KeyedOneInputStreamOperatorTestHarness<String, ShardBatch, PaneBlock> fold) {
        Map<String, Seen> panes = new LinkedHashMap<>();
        PaneView view = new PaneView(100);
        for (PaneBlock block : fold.extractOutputValues()) {
            view.of(block);
            while (!block.isAlarm() && view.next()) {
                Seen seen = new Seen(
                        view.endMs(),
                        Arrays.stream(view.samplesUs()).boxed().toList(),
                        view.bytesAcked(),
                        view.activeStreams(),
                        view.openConnections(),
                        view.oldestEventNs());
                assertThat(panes.put(view.name().kafkaKey() + "@" + view.endMs(), seen))
                        .isNull();
            }
        }
        return panes;
    }
}
