package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.control.SiteClients;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.hint.Tenant;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** A count lives for 2 s. */
class PaceSitesFunctionTest {
    @Test
    void theClientsOfAllGroupsCountTogether() throws Exception {
        try (var pace = pace()) {
            pace.processElement2(new SiteClients(Tenant.NONE, "host", 0, 2, 1, 900), 899);
            pace.processElement2(new SiteClients(Tenant.NONE, "host", 5, 3, 2, 950), 949);
            pace.processElement1(reading(ReadingKind.UPDATE, 1_000), 999);
            Hint hint = last(pace);

            assertThat(hint.scope()).isEqualTo(Scope.SITE);
            assertThat(hint.key()).isEqualTo("host");
            assertThat(hint.state()).isEqualTo(PathCondition.CONGESTED);
            assertThat(hint.why()).isEqualTo("3 of 5 active clients are congested");
            assertThat(hint.tokensPerSecond()).isNaN();
            assertThat(hint.tokensPerChunk()).isEqualTo(2);
        }
    }

    @Test
    void aGroupThatCountsAnewDoesNotCountTwice() throws Exception {
        try (var pace = pace()) {
            pace.processElement2(new SiteClients(Tenant.NONE, "host", 0, 5, 5, 800), 799);
            pace.processElement2(new SiteClients(Tenant.NONE, "host", 0, 6, 3, 900), 899);
            pace.processElement1(reading(ReadingKind.UPDATE, 1_000), 999);

            assertThat(last(pace).state()).isEqualTo(PathCondition.CLEAR);
            assertThat(last(pace).tokensPerChunk()).isEqualTo(1);
        }
    }

    @Test
    void fourClientsSayNothing() throws Exception {
        try (var pace = pace()) {
            pace.processElement2(new SiteClients(Tenant.NONE, "host", 0, 4, 4, 900), 899);
            pace.processElement1(reading(ReadingKind.UPDATE, 1_000), 999);

            assertThat(last(pace).state()).isEqualTo(PathCondition.UNKNOWN);
        }
    }

    @Test
    void everyReadingIsAHintSinceItShowsThatTheLoopIsAlive() throws Exception {
        try (var pace = pace()) {
            for (long endMs = 1_000; endMs <= 5_000; endMs += 1_000) {
                pace.processElement1(reading(ReadingKind.UPDATE, endMs), endMs - 1);
            }

            assertThat(pace.extractOutputValues()).hasSize(5);
            assertThat(last(pace).seq()).isEqualTo(5);
            assertThat(Harness.count(pace, JobMetric.HINTS_OUT)).isEqualTo(5);
        }
    }

    @Test
    void aStaleCountIsLeftOutAndForgotten() throws Exception {
        try (var pace = pace()) {
            pace.processElement2(new SiteClients(Tenant.NONE, "host", 0, 5, 5, 1_000), 999);
            pace.processElement1(reading(ReadingKind.UPDATE, 3_000), 2_999);
            assertThat(last(pace).state()).isEqualTo(PathCondition.CONGESTED);
            pace.processElement1(reading(ReadingKind.UPDATE, 3_200), 3_199);
            assertThat(last(pace).state()).isEqualTo(PathCondition.UNKNOWN);
        }
    }

    @Test
    void anExpiredSiteLeavesATombstoneAndNothingElse() throws Exception {
        try (var pace = pace()) {
            pace.processElement2(new SiteClients(Tenant.NONE, "host", 0, 5, 5, 1_000), 999);
            pace.processElement1(reading(ReadingKind.UPDATE, 1_000), 999);
            pace.processElement2(new SiteClients(Tenant.NONE, "host", 0, 0, 0, 1_900), 1_899);
            pace.processElement1(reading(ReadingKind.EXPIRED, 2_000), 1_999);
            both(pace, 20_000);

            List<HintUpdate> all = pace.extractOutputValues();
            assertThat(all.get(all.size() - 1)).isEqualTo(new HintUpdate("site/host", null));
            assertThat(Harness.count(pace, JobMetric.TOMBSTONES_OUT)).isEqualTo(1);
            assertThat(pace.numKeyedStateEntries()).isZero();
            assertThat(pace.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void hintsAfterARestoreWin() throws Exception {
        OperatorSubtaskState saved;
        Hint before;
        try (var pace = pace()) {
            pace.processElement1(reading(ReadingKind.UPDATE, 1_000), 999);
            before = last(pace);
            saved = pace.snapshot(1, 1);
        }
        try (var pace = closedPace()) {
            pace.initializeState(saved);
            pace.open();
            pace.processElement1(reading(ReadingKind.UPDATE, 2_000), 1_999);

            assertThat(last(pace).supersedes(before)).isTrue();
            assertThat(last(pace).epoch()).isGreaterThan(before.epoch());
            assertThat(last(pace).seq()).isEqualTo(2);
        }
    }

    static void both(
            KeyedTwoInputStreamOperatorTestHarness<String, ScoredReading, SiteClients, HintUpdate> pace, long watermark)
            throws Exception {
        pace.processWatermark1(new Watermark(watermark));
        pace.processWatermark2(new Watermark(watermark));
    }

    static Hint last(KeyedTwoInputStreamOperatorTestHarness<String, ScoredReading, SiteClients, HintUpdate> pace) {
        List<HintUpdate> all = pace.extractOutputValues();
        return Objects.requireNonNull(all.get(all.size() - 1).hint());
    }

    static ScoredReading reading(ReadingKind kind, long endMs) throws Exception {
        try (Chain chain = Chain.of(Harness.EVERY_SLIDE)) {
            TestAgent agent = new TestAgent("host", 1);
            chain.send(agent.ack(endMs - 80, "203.0.113.7", 1, 40, 255), "host", endMs - 70);
            chain.watermark(endMs + 50);
            PathReading reading =
                    Harness.side(chain.pace, SideOutputs.SITES).get(0).reading();
            assertThat(reading.signals().nowMs()).isEqualTo(endMs);
            return new ScoredReading(
                    new PathReading(reading.group(), kind, reading.features(), reading.signals(), reading.sites()),
                    PathScore.NONE);
        }
    }

    static KeyedTwoInputStreamOperatorTestHarness<String, ScoredReading, SiteClients, HintUpdate> pace()
            throws Exception {
        var harness = closedPace();
        harness.open();
        return harness;
    }

    static KeyedTwoInputStreamOperatorTestHarness<String, ScoredReading, SiteClients, HintUpdate> closedPace()
            throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new PaceSitesFunction(Harness.CONFIG.lifetime())),
                ScoredReading::path,
                SiteClients::path,
                Types.STRING);
    }
}
