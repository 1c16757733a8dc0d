package dev.tokenflow.job.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.ClientVote;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.operator.Chain;
import dev.tokenflow.job.operator.Harness;
import dev.tokenflow.job.operator.SideOutputs;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PaceClientsTest {
    private static final String CLIENT = "203.0.113.7";

    private final TestAgent agent = new TestAgent("host", 1);

    @Test
    void newsBecomesAHintInEventTime() throws Exception {
        try (var pace = pace()) {
            for (ScoredReading reading : readings(1_000, 3_000)) {
                pace.processElement(reading, reading.reading().signals().nowMs() - 1);
            }

            List<Hint> hints = hints(pace);
            assertThat(hints).extracting(Hint::seq).startsWith(1L);
            assertThat(hints).extracting(Hint::issuedAtMs).startsWith(1_000L);
            assertThat(hints).as("the reading at 2,600 ms says nothing new").hasSizeLessThanOrEqualTo(3);
            assertThat(hints).extracting(Hint::ttlMs).as("they ask for nothing").containsOnly(30_000L);
            assertThat(hints.get(0).state()).isEqualTo(PathCondition.CLEAR);
            assertThat(hints.get(0).oldestEventAtMs()).isEqualTo(920);
            assertThat(hints.get(0).rtt().p95Ms()).isEqualTo(40);
            assertThat(hints.get(hints.size() - 1).state())
                    .as("silent for more than a second, and nothing was sent again")
                    .isEqualTo(PathCondition.UNKNOWN);
        }
    }

    @Test
    void anExpiredPathBecomesATombstoneAndLeavesNothing() throws Exception {
        try (Chain chain = Chain.of(Harness.CONFIG);
                var pace = pace()) {
            agent.ack(920, CLIENT, 1, 40, 255).close(930, CLIENT, 1);
            chain.send(agent, "host", 940).watermark(100_000);
            for (PathReading reading : chain.clients()) {
                pace.processElement(Harness.scored(reading), reading.signals().nowMs() - 1);
            }

            List<HintUpdate> updates = pace.extractOutputValues();
            assertThat(updates.get(updates.size() - 1)).isEqualTo(new HintUpdate("client/" + CLIENT, null));
            assertThat(pace.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void theNeighbourhoodIsToldOfChangesAndNowAndThenOfNone() throws Exception {
        try (var pace = pace()) {
            for (ScoredReading reading : readings(1_000, 3_000)) {
                pace.processElement(reading, reading.reading().signals().nowMs() - 1);
            }

            List<ClientVote> votes = pace.getSideOutput(SideOutputs.VOTES).stream()
                    .map(record -> record.getValue())
                    .toList();
            assertThat(votes)
                    .extracting(vote -> vote.neighbourhood() + "@" + vote.atMs())
                    .containsExactly(
                            "prefix/203.0.113.0/24@1000",
                            "site/host@1000",
                            "prefix/203.0.113.0/24@2000",
                            "site/host@2000");
            assertThat(votes).extracting(ClientVote::active).containsExactly(true, true, false, false);
            assertThat(votes).noneMatch(ClientVote::congested);
        }
    }

    /** The law has seen later events already; to step back would undo what it decided. */
    @Test
    void aReadingFromBeforeAnAlarmIsNoHint() throws Exception {
        try (Chain chain = Chain.of(Harness.CONFIG);
                var pace = pace()) {
            chain.send(agent.ack(1_050, CLIENT, 1, 40, 255), "host", 1_060);
            chain.send(agent.retransmit(1_230, CLIENT, 1, 12), "host", 1_240);
            chain.watermark(1_420);
            for (PathReading reading : chain.clients()) {
                pace.processElement(Harness.scored(reading), reading.signals().nowMs() - 1);
            }

            assertThat(chain.clients())
                    .extracting(reading -> reading.features().windowEndMs())
                    .containsExactly(1_240L, 1_200L, 1_400L);
            assertThat(hints(pace))
                    .extracting(Hint::issuedAtMs)
                    .startsWith(1_240L)
                    .doesNotContain(1_200L);
        }
    }

    @Test
    void hintsAfterARestoreWinAndTheLawRemembers() throws Exception {
        List<ScoredReading> readings = readings(1_000, 3_000);
        OperatorSubtaskState snapshot;
        Hint before;
        try (var pace = pace()) {
            pace.processElement(readings.get(0), 999);
            before = hints(pace).get(0);
            snapshot = pace.snapshot(1, 1);
        }
        try (var pace = closedPace()) {
            pace.initializeState(snapshot);
            pace.open();
            pace.processElement(readings.get(1), 1_599);
            pace.processElement(readings.get(2), 1_999);
            Hint after = hints(pace).get(0);

            assertThat(after.supersedes(before)).isTrue();
            assertThat(after.epoch()).isGreaterThan(before.epoch());
            assertThat(after.seq()).isEqualTo(2);
        }
    }

    static KeyedOneInputStreamOperatorTestHarness<Integer, ScoredReading, HintUpdate> pace() throws Exception {
        var harness = closedPace();
        harness.open();
        return harness;
    }

    static KeyedOneInputStreamOperatorTestHarness<Integer, ScoredReading, HintUpdate> closedPace() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new PaceClients(Harness.CONFIG)),
                scored -> scored.reading().partition(),
                org.apache.flink.api.common.typeinfo.Types.INT);
    }

    /** One pane that ends at {@code firstMs}, then refreshes until {@code lastMs}. */
    private List<ScoredReading> readings(long firstMs, long lastMs) throws Exception {
        try (Chain chain = Chain.of(Harness.CONFIG)) {
            chain.send(agent.ack(firstMs - 80, CLIENT, 1, 40, 255), "host", firstMs - 70);
            chain.watermark(lastMs + 50);
            return chain.clients().stream().map(Harness::scored).toList();
        }
    }

    private static List<Hint> hints(KeyedOneInputStreamOperatorTestHarness<Integer, ScoredReading, HintUpdate> pace) {
        return pace.extractOutputValues().stream().map(HintUpdate::hint).toList();
    }
}
