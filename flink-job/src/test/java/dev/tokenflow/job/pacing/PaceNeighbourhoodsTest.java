package dev.tokenflow.job.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.ClientVote;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.operator.Chain;
import dev.tokenflow.job.operator.Harness;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Scope;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PaceNeighbourhoodsTest {
    private static final String PREFIX = "203.0.113.0/24";

    @Test
    void mostOfFiveActiveClientsMakeAHintThatCannotHarm() throws Exception {
        try (var pace = pace()) {
            Hint hint = hintAfter(pace, 5, 3);

            assertThat(hint.scope()).isEqualTo(Scope.PREFIX);
            assertThat(hint.state()).isEqualTo(PathCondition.CONGESTED);
            assertThat(hint.tokensPerSecond()).isNaN();
            assertThat(hint.tokensPerChunk()).isEqualTo(2);
        }
    }

    @Test
    void halfOfThemDoNot() throws Exception {
        try (var pace = pace()) {
            Hint hint = hintAfter(pace, 6, 3);

            assertThat(hint.state()).isEqualTo(PathCondition.CLEAR);
            assertThat(hint.tokensPerChunk()).isEqualTo(1);
        }
    }

    @Test
    void fourClientsSayNothing() throws Exception {
        try (var pace = pace()) {
            assertThat(hintAfter(pace, 4, 4).state()).isEqualTo(PathCondition.UNKNOWN);
        }
    }

    @Test
    void aStaleVoteDoesNotCountAndIsForgotten() throws Exception {
        try (var pace = pace()) {
            hintAfter(pace, 5, 5);
            both(pace, 3_000);
            pace.processElement1(reading(ReadingKind.UPDATE, 3_200), 3_199);
            both(pace, 3_199);
            assertThat(last(pace).hint().state()).isEqualTo(PathCondition.UNKNOWN);
        }
    }

    @Test
    void anExpiredNeighbourhoodLeavesATombstoneAndNothingElse() throws Exception {
        try (var pace = pace()) {
            hintAfter(pace, 5, 5);
            pace.processElement1(reading(ReadingKind.EXPIRED, 2_000), 1_999);
            both(pace, 20_000);

            assertThat(last(pace)).isEqualTo(new HintUpdate("prefix/" + PREFIX, null));
            assertThat(pace.numKeyedStateEntries()).isZero();
            assertThat(pace.numEventTimeTimers()).isZero();
        }
    }

    /** The reading comes before the votes of its own instant. */
    private static Hint hintAfter(
            KeyedTwoInputStreamOperatorTestHarness<String, ScoredReading, ClientVote, HintUpdate> pace,
            int active,
            int congested)
            throws Exception {
        pace.processElement1(reading(ReadingKind.UPDATE, 1_000), 999);
        for (int i = 0; i < active; i++) {
            ClientVote vote = new ClientVote("prefix/" + PREFIX, "203.0.113." + i, true, i < congested, 1_000);
            pace.processElement2(vote, 999);
        }
        assertThat(pace.extractOutputValues()).isEmpty();
        both(pace, 999);
        return last(pace).hint();
    }

    static void both(
            KeyedTwoInputStreamOperatorTestHarness<String, ScoredReading, ClientVote, HintUpdate> pace, long watermark)
            throws Exception {
        pace.processWatermark1(new Watermark(watermark));
        pace.processWatermark2(new Watermark(watermark));
    }

    private static HintUpdate last(
            KeyedTwoInputStreamOperatorTestHarness<String, ScoredReading, ClientVote, HintUpdate> pace) {
        return pace.extractOutputValues().get(pace.extractOutputValues().size() - 1);
    }

    static ScoredReading reading(ReadingKind kind, long endMs) throws Exception {
        try (Chain chain = Chain.of(Harness.CONFIG)) {
            TestAgent agent = new TestAgent("host", 1);
            chain.send(agent.ack(endMs - 80, "203.0.113.7", 1, 40, 255), "host", endMs - 70);
            chain.watermark(endMs + 50);
            PathReading reading = chain.readings().stream()
                    .filter(r -> r.features().scope() == Scope.PREFIX)
                    .findFirst()
                    .orElseThrow();
            return Harness.scored(
                    new PathReading(reading.partition(), kind, reading.features(), reading.signals(), reading.sites()));
        }
    }

    static KeyedTwoInputStreamOperatorTestHarness<String, ScoredReading, ClientVote, HintUpdate> pace()
            throws Exception {
        var harness = closedPace();
        harness.open();
        return harness;
    }

    static KeyedTwoInputStreamOperatorTestHarness<String, ScoredReading, ClientVote, HintUpdate> closedPace()
            throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new PaceNeighbourhoods(Harness.CONFIG.lifetime())),
                ScoredReading::path,
                ClientVote::neighbourhood,
                Types.STRING);
    }
}
