package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.feature.SocketGauges;
import dev.tokenflow.core.pacing.Hint;
import dev.tokenflow.core.pacing.PathCondition;
import dev.tokenflow.job.record.ClientVote;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.PathReading;
import dev.tokenflow.job.record.ScoredReading;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PaceClientsTest {
    private static final SocketGauges OPEN = new SocketGauges(1, 1, 0, 1);
    private static final String CLIENT = "203.0.113.7";

    @Test
    void everyReadingIsAHintInEventTime() throws Exception {
        try (var pace = pace()) {
            for (ScoredReading reading : readings(1_000, 3_000)) {
                pace.processElement(reading, reading.reading().signals().nowMs() - 1);
            }

            List<Hint> hints = hints(pace);
            assertThat(hints).hasSize(4);
            assertThat(hints).extracting(Hint::seq).containsExactly(1L, 2L, 3L, 4L);
            assertThat(hints).extracting(Hint::issuedAtMs).containsExactly(1_000L, 1_600L, 2_200L, 2_800L);
            assertThat(hints.get(0).state()).isEqualTo(PathCondition.CLEAR);
            assertThat(hints.get(0).oldestEventAtMs()).isEqualTo(920);
            assertThat(hints.get(1).oldestEventAtMs()).isNaN();
            assertThat(hints.get(0).ttlMs()).isEqualTo(2_000);
            assertThat(hints.get(0).rtt().p95Ms()).isEqualTo(40);
            assertThat(hints.get(2).state())
                    .as("silent for 1.2 s, and nothing was sent again")
                    .isEqualTo(PathCondition.UNKNOWN);
        }
    }

    @Test
    void anExpiredPathBecomesATombstoneAndLeavesNothing() throws Exception {
        try (var roll = Harness.roll();
                var pace = pace()) {
            roll.processElement(RollWindowsTest.pane(CLIENT, 1_000, 40, SocketGauges.NONE), 999);
            roll.processWatermark(new Watermark(100_000));
            for (PathReading reading : roll.extractOutputValues()) {
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
                            "prefix/203.0.113.0/24@2200",
                            "site/host@2200");
            assertThat(votes).allMatch(vote -> vote.active() && !vote.congested());
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
            Hint after = hints(pace).get(0);

            assertThat(after.supersedes(before)).isTrue();
            assertThat(after.epoch()).isGreaterThan(before.epoch());
            assertThat(after.seq()).isEqualTo(2);
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ScoredReading, HintUpdate> pace() throws Exception {
        var harness = closedPace();
        harness.open();
        return harness;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ScoredReading, HintUpdate> closedPace()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new PaceClients(Harness.CONFIG)),
                ScoredReading::path,
                org.apache.flink.api.common.typeinfo.Types.STRING);
    }

    /** One pane that ends at {@code firstMs}, then refreshes until {@code lastMs}. */
    private static List<ScoredReading> readings(long firstMs, long lastMs) throws Exception {
        try (var roll = Harness.roll()) {
            roll.processElement(RollWindowsTest.pane(CLIENT, firstMs, 40, OPEN), firstMs - 1);
            roll.processWatermark(new Watermark(lastMs));
            return roll.extractOutputValues().stream().map(Harness::scored).toList();
        }
    }

    private static List<Hint> hints(KeyedOneInputStreamOperatorTestHarness<String, ScoredReading, HintUpdate> pace) {
        return pace.extractOutputValues().stream().map(HintUpdate::hint).toList();
    }
}
