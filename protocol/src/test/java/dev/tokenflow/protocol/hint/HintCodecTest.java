package dev.tokenflow.protocol.hint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.protocol.json.JsonException;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HintCodecTest {
    private static final Hint HINT = Hint.of(Scope.CLIENT, "203.0.113.7")
            .tokensPerSecond(50)
            .tokensPerChunk(2.5)
            .state(PathCondition.CONGESTED)
            .confidence(0.93)
            .rtt(new RttSummary(40.1, 55.25, 90, 120))
            .retransmitRate(0.001)
            .bytesPerSecond(7083)
            .why("a queue \"stands\"\n")
            .epoch(1732300000000L)
            .seq(42)
            .issuedAtMs(1732300001200L)
            .ttlMs(2000)
            .oldestEventAtMs(1732300000950.125)
            .build();

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
    void membersOfVersion2StandWhereTheyBelongOnceTheyAreKnown() throws JsonException {
        Hint hint = HINT.toBuilder()
                .tenant("team-a")
                .clientBytesPerSecond(56_664)
                .holdMs(250)
                .build();
        String json = HintCodec.encode(hint);

        assertThat(json)
                .startsWith(
                        "{\"scope\":\"client\",\"key\":\"203.0.113.7\",\"tenant\":\"team-a\",\"tokens_per_second\":50.0,")
                .contains(
                        "\"bytes_per_second\":7083.0,\"client_bytes_per_second\":56664.0,\"hold_ms\":250.0,\"model\":");
        assertThat(HintCodec.decode(json)).isEqualTo(hint);
    }

    @Test
    void nullMembersOfVersion2AreUnknown() throws JsonException {
        String json = HintCodec.encode(HINT)
                .replace("\"model\"", "\"client_bytes_per_second\":null,\"hold_ms\":null,\"tenant\":null,\"model\"");

        assertThat(HintCodec.decode(json)).isEqualTo(HINT);
    }

    @Test
    void whatALaterVersionAddsIsReadAsUnknown() throws JsonException {
        Hint hint = HintCodec.decode(HintCodec.encode(HINT)
                .replace("\"congested\"", "\"degraded\"")
                .replace("\"client\"", "\"planet\"")
                .replace("\"model\"", "\"colour\":[1,{\"deep\":true}],\"model\""));

        assertThat(hint)
                .isEqualTo(Hint.of(Scope.UNKNOWN, "203.0.113.7")
                        .tokensPerSecond(50)
                        .tokensPerChunk(2.5)
                        .confidence(0.93)
                        .rtt(HINT.rtt())
                        .retransmitRate(0.001)
                        .bytesPerSecond(7083)
                        .why(HINT.why())
                        .epoch(HINT.epoch())
                        .seq(42)
                        .issuedAtMs(HINT.issuedAtMs())
                        .ttlMs(2000)
                        .oldestEventAtMs(HINT.oldestEventAtMs())
                        .build());
        assertThat(hint.tokensPerSecond()).isEqualTo(50);
    }

    @ParameterizedTest
    @CsvSource({
        "client/203.0.113.7, '', CLIENT, 203.0.113.7",
        "client@team-a/203.0.113.7, team-a, CLIENT, 203.0.113.7",
        "prefix@t.1/203.0.113.0/24, t.1, PREFIX, 203.0.113.0/24",
        "site/a/b@c, '', SITE, a/b@c",
    })
    void aKeyNamesTenantScopeAndName(String kafkaKey, String tenant, Scope scope, String name) {
        HintKey key = new HintKey(tenant, scope, name);

        assertThat(HintKey.parse(kafkaKey)).isEqualTo(key);
        assertThat(key.kafkaKey()).isEqualTo(kafkaKey);
        assertThat(Hint.of(scope, name).tenant(tenant).build().kafkaKey()).isEqualTo(kafkaKey);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "client", "/203.0.113.7", "client@te am/203.0.113.7", "client@a@b c/203.0.113.7"})
    void whatIsNoKeyIsRefused(String kafkaKey) {
        assertThatThrownBy(() -> HintKey.parse(kafkaKey)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a/b", "a@b", "a b", "ünï", "01234567890123456789012345678901234567890123456789012345678901234"})
    void aTenantIsAShortPlainName(String tenant) {
        assertThatThrownBy(() -> HINT.toBuilder().tenant(tenant).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tenant is '" + tenant + "', expected at most 64");
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
                "{\"scope\":\"client\"}",
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
        return Hint.of(Scope.CLIENT, "a")
                .tokensPerSecond(50)
                .state(PathCondition.CLEAR)
                .confidence(1)
                .retransmitRate(0)
                .predictedRttMs(0)
                .anomalyScore(0)
                .bytesPerSecond(0)
                .epoch(epoch)
                .seq(seq)
                .ttlMs(2000)
                .build();
    }
}
