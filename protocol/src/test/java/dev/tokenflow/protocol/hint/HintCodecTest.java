package dev.tokenflow.protocol.hint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.protocol.json.JsonException;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HintCodecTest {
    private static final Hint HINT = new Hint(
            Scope.CLIENT,
            "203.0.113.7",
            50,
            2.5,
            PathCondition.CONGESTED,
            0.93,
            new RttSummary(40.1, 55.25, 90, 120),
            0.001,
            Double.NaN,
            Double.NaN,
            7083,
            "",
            "a queue \"stands\"\n",
            1732300000000L,
            42,
            1732300001200L,
            2000,
            1732300000950.125);

    @Test
    void everyMemberSurvivesTheRoundTrip() throws JsonException {
        assertThat(HintCodec.decode(HintCodec.encode(HINT))).isEqualTo(HINT);
    }

    @Test
    void theJsonIsTheContract() {
        assertThat(HintCodec.encode(HINT))
                .isEqualTo(
                        "{\"scope\":\"client\",\"key\":\"203.0.113.7\",\"tokens_per_second\":50.0,\"tokens_per_chunk\":2.5,\"state\":\"congested\","
                                + "\"confidence\":0.93,\"rtt_ms\":{\"min\":40.1,\"mean\":55.25,\"p95\":90.0,\"max\":120.0},\"retransmit_rate\":0.001,"
                                + "\"predicted_rtt_ms\":null,\"anomaly_score\":null,\"bytes_per_second\":7083.0,\"model\":\"\","
                                + "\"why\":\"a queue \\\"stands\\\"\\n\",\"epoch\":1732300000000,\"seq\":42,"
                                + "\"issued_at\":\"2024-11-22T18:26:41.200Z\",\"ttl_ms\":2000,\"oldest_event_at\":\"2024-11-22T18:26:40.950125Z\"}");
    }

    @Test
    void anUnpacedHintHasNoRate() throws JsonException {
        Hint unpaced = HintCodec.decode(HintCodec.encode(Hint.unpaced("::1")));

        assertThat(unpaced.tokensPerSecond()).isNaN();
        assertThat(unpaced.scope()).isEqualTo(Scope.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"scope\":\"planet\"}",
                "{\"scope\":\"client\",\"scope\":\"client\"}",
                "{\"scope\":\"client\",\"key\":\"a\",\"tokens_per_second\":-1,\"tokens_per_chunk\":1,\"state\":\"clear\",\"confidence\":1,\"epoch\":1,\"seq\":1,\"issued_at\":\"2024-11-22T18:26:41Z\",\"ttl_ms\":1}",
                "{\"scope\":\"client\",\"key\":\"a\",\"tokens_per_second\":1e999,\"tokens_per_chunk\":1,\"state\":\"clear\",\"confidence\":1,\"epoch\":1,\"seq\":1,\"issued_at\":\"2024-11-22T18:26:41Z\",\"ttl_ms\":1}",
                "{\"scope\":\"client\",\"key\":\"a\",\"tokens_per_second\":1,\"tokens_per_chunk\":0.5,\"state\":\"clear\",\"confidence\":1,\"epoch\":1,\"seq\":1,\"issued_at\":\"2024-11-22T18:26:41Z\",\"ttl_ms\":1}",
                "{\"scope\":\"client\",\"key\":\"a\",\"tokens_per_second\":1,\"tokens_per_chunk\":1,\"state\":\"clear\",\"confidence\":1,\"epoch\":1.5,\"seq\":1,\"issued_at\":\"2024-11-22T18:26:41Z\",\"ttl_ms\":1}",
                "{\"scope\":\"client\",\"key\":\"a\",\"tokens_per_second\":1,\"tokens_per_chunk\":1,\"state\":\"clear\",\"confidence\":1,\"epoch\":1,\"seq\":1,\"issued_at\":\"yesterday\",\"ttl_ms\":1}",
            })
    void malformedTextIsRefusedWithOneKindOfException(String text) {
        assertThatThrownBy(() -> HintCodec.decode(text))
                .isInstanceOf(JsonException.class)
                .hasMessageMatching("(?s).{5,200}");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void damagedTextNeverThrowsAnythingElse(long seed) {
        Random random = new Random(seed);
        String text = HintCodec.encode(HINT);
        for (int i = 0; i < 500; i++) {
            StringBuilder damaged = new StringBuilder(text);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                damaged.setCharAt(random.nextInt(damaged.length()), (char) random.nextInt(128));
            }
            damaged.setLength(1 + random.nextInt(damaged.length()));
            try {
                assertThat(HintCodec.decode(damaged.toString()).tokensPerChunk())
                        .isGreaterThanOrEqualTo(1);
            } catch (JsonException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
    }

    static Stream<Long> seeds() {
        return LongStream.range(1, 11).boxed();
    }

    @Test
    void aLaterEpochWinsOverAHigherNumber() {
        Hint restarted = HintCodecTest.withEpochAndSeq(2, 0);

        assertThat(restarted.supersedes(withEpochAndSeq(1, 99))).isTrue();
        assertThat(withEpochAndSeq(1, 99).supersedes(restarted)).isFalse();
        assertThat(withEpochAndSeq(1, 99).supersedes(withEpochAndSeq(1, 98))).isTrue();
    }

    private static Hint withEpochAndSeq(long epoch, long seq) {
        return new Hint(
                Scope.CLIENT,
                "a",
                50,
                1,
                PathCondition.CLEAR,
                1,
                RttSummary.UNKNOWN,
                0,
                0,
                0,
                0,
                "",
                "",
                epoch,
                seq,
                0,
                2000,
                Double.NaN);
    }
}
