package dev.tokenflow.lab.experiment.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.operator.FoldPanesFunction;
import dev.tokenflow.job.operator.PacePathsFunction;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.ShardBatch;
import dev.tokenflow.lab.arm.LoopDelay;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Tenant;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.virtual.AgentFeed;
import dev.tokenflow.simulator.virtual.ClientGroup;
import dev.tokenflow.simulator.virtual.VirtualRun;
import dev.tokenflow.simulator.virtual.VirtualRunConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The job's operators and the experiment's loop are two shells around one core: the same batches, the same hints. */
class SameDecisionsTest {
    /** The groups of the loop, since the groups of paths take turns. */
    private static final JobConfig CONFIG = JobConfig.on("unused:1").with(new LimitConfig(1, 10_000, 100_000));

    private static final long ORIGIN_NS = 1_000_000_000_000L;
    private static final long NS_PER_MS = 1_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final String AGENT = "simulated";

    /** How far the loop's event time is behind its newest batch. */
    private static final long BEHIND_MS = 21;

    private static final List<String> CLIENTS =
            IntStream.range(1, 7).mapToObj(i -> "10.77.0." + i).toList();

    /** What a hint asks for. */
    private record Said(double rate, double chunk, String state, double bytesPerSecond, double holdMs) {
        static Said of(Hint hint) {
            return new Said(
                    hint.tokensPerSecond(),
                    hint.tokensPerChunk(),
                    hint.state().word(),
                    hint.clientBytesPerSecond(),
                    hint.holdMs());
        }
    }

    private record Recorded(byte[] value, long closedMs) {}

    /** Six clients share a link that is wide for 5 s, narrow for 10 s and wide again. */
    @Test
    void jobAndExperimentAskForTheSame() throws Exception {
        EventQueue queue = new EventQueue(ORIGIN_NS);
        ControlLoop loop = new ControlLoop(
                queue,
                PacingAlgorithm.COALESCE_FIRST.law(PacingConfig.DEFAULT, WireCost.DEFAULT),
                new LoopDelay(0, 0),
                Forecaster.NONE,
                1);
        List<Recorded> batches = new ArrayList<>();
        AgentFeed feed = new AgentFeed(
                queue, AGENT, 1, 0, (header, value) -> batches.add(new Recorded(value, header.closedNs() / NS_PER_MS)));
        VirtualRun run = new VirtualRun(
                new VirtualRunConfig(
                        SendPolicy.hinted(),
                        List.of(new ClientGroup(
                                CLIENTS.stream().map(IpAddress::parse).toList(),
                                LinkSchedule.parse("wide 5s rate=50mbit delay=20ms; narrow 10s rate=2mbit delay=20ms"
                                        + " buffer=1s; wide 20s rate=50mbit delay=20ms"),
                                8)),
                        400,
                        50,
                        Duration.ofSeconds(20),
                        1,
                        WireCost.DEFAULT,
                        IpAddress.parse("10.77.255.1"),
                        8000,
                        0,
                        1),
                queue,
                (tsNs, struct) -> {
                    loop.events().event(tsNs, struct.clone());
                    feed.event(tsNs, struct);
                },
                loop);
        loop.start();
        feed.start();
        run.connectEarly();
        Map<String, List<Said>> simulated = new TreeMap<>();
        for (long ns = ORIGIN_NS; ns <= ORIGIN_NS + SECOND_NS || ns < run.endNs(); ns += NS_PER_MS) {
            queue.runUntil(ns);
            if (ns == ORIGIN_NS + SECOND_NS) {
                run.start(ns);
            }
            for (String client : CLIENTS) {
                note(simulated, client, loop.current(client, ns));
            }
        }

        assertThat(loop.eventsRejected()).isZero();
        Map<String, List<Said>> decided = decided(batches);
        for (String client : CLIENTS) {
            assertThat(simulated.get(client))
                    .as(client)
                    .isEqualTo(decided.get(client))
                    .hasSizeGreaterThan(5);
        }
        assertThat(simulated.values())
                .anyMatch(all -> all.stream().anyMatch(said -> said.state().equals("congested")));
    }

    /** What each client's senders are asked by the job's operators, on Flink's own harness. */
    private static Map<String, List<Said>> decided(List<Recorded> batches) throws Exception {
        Map<String, List<Said>> decided = new TreeMap<>();
        for (String client : CLIENTS) {
            note(decided, client, Hint.unpaced(client));
        }
        try (var fold = fold();
                var pace = pace()) {
            int passed = 0;
            for (Recorded batch : batches) {
                RawBatch raw = new RawBatch(batch.value(), new byte[0], -1, 0, 0);
                fold.processElement(new ShardBatch(raw, AGENT + "/0", AGENT, Tenant.NONE), batch.closedMs());
                List<PaneBlock> blocks = fold.extractOutputValues();
                for (; passed < blocks.size(); passed++) {
                    pace.processElement(blocks.get(passed), blocks.get(passed).endMs() - 1);
                }
                Watermark watermark = new Watermark(batch.closedMs() - BEHIND_MS);
                fold.processWatermark(watermark);
                pace.processWatermark(watermark);
                pace.processBroadcastWatermark(watermark);
                Map<String, Hint> newest = new TreeMap<>(); // of two hints at one instant senders see the second
                for (HintUpdate update : pace.extractOutputValues()) {
                    if (update.hint() != null && update.key().startsWith("client/")) {
                        newest.put(update.hint().key(), update.hint());
                    }
                }
                newest.forEach((client, hint) -> note(decided, client, hint));
                pace.getOutput().clear();
            }
        }
        return decided;
    }

    /** Only where it is not what was asked before. */
    private static void note(Map<String, List<Said>> all, String client, Hint hint) {
        List<Said> before = all.computeIfAbsent(client, any -> new ArrayList<>());
        Said said = Said.of(hint);
        if (before.isEmpty() || !before.get(before.size() - 1).equals(said)) {
            before.add(said);
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ShardBatch, PaneBlock> fold() throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new FoldPanesFunction(CONFIG)), ShardBatch::shard, Types.STRING);
        harness.open();
        return harness;
    }

    private static KeyedBroadcastOperatorTestHarness<Integer, PaneBlock, ModelUpdate, HintUpdate> pace()
            throws Exception {
        var harness = new KeyedBroadcastOperatorTestHarness<Integer, PaneBlock, ModelUpdate, HintUpdate>(
                new CoBroadcastWithKeyedOperator<>(new PacePathsFunction(CONFIG), List.of(PacePathsFunction.MODELS)),
                PaneBlock::group,
                Types.INT,
                1,
                1,
                0);
        harness.open();
        return harness;
    }
}
