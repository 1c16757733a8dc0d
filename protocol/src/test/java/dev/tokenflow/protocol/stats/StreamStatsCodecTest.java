package dev.tokenflow.protocol.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.json.JsonException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamStatsCodecTest {
    private static final StreamStats ROW = new StreamStats(
            IpAddress.parse("203.0.113.7"),
            "team-a",
            "chat-17",
            "vllm-a",
            1_732_300_001_200L,
            1_000,
            48,
            11_760,
            new MeanAndMax(20.5, 31.25),
            310.5,
            12,
            new MeanAndMax(41, 66),
            new MeanAndMax(12.125, 38),
            0);

    @Test
    void everyMemberSurvivesTheRoundTrip() throws JsonException {
        assertThat(StreamStatsCodec.decode(StreamStatsCodec.encode(ROW))).isEqualTo(ROW);
    }

    @Test
    void theJsonIsTheContract() {
        assertThat(StreamStatsCodec.encode(ROW))
                .isEqualTo("{\"client\":\"203.0.113.7\",\"tenant\":\"team-a\",\"stream\":\"chat-17\","
                        + "\"at\":\"2024-11-22T18:26:41.200Z\",\"span_ms\":1000,\"tokens\":48,\"bytes\":11760,"
                        + "\"engine_gap_ms\":{\"mean\":20.5,\"max\":31.25},"
                        + "\"sender_gap_ms\":{\"mean\":41.0,\"max\":66.0},"
                        + "\"held_ms\":{\"mean\":12.125,\"max\":38.0},\"reader_stalled_ms\":0.0,"
                        + "\"engine\":\"vllm-a\",\"engine_first_ms\":310.5,\"engine_wait_ms\":12.0}");
    }

    @Test
    void whatNobodyMeasuredIsNull() throws JsonException {
        StreamStats row = new StreamStats(
                IpAddress.parse("2001:db8::1"),
                "",
                "x",
                "",
                0,
                1,
                0,
                0,
                MeanAndMax.UNKNOWN,
                Double.NaN,
                Double.NaN,
                MeanAndMax.UNKNOWN,
                MeanAndMax.UNKNOWN,
                Double.NaN);
        String json = StreamStatsCodec.encode(row);

        assertThat(json)
                .doesNotContain("tenant")
                .contains("\"held_ms\":{\"mean\":null,\"max\":null},\"reader_stalled_ms\":null}");
        assertThat(StreamStatsCodec.decode(json)).isEqualTo(row);
    }

    @Test
    void itsKeyIsThatOfTheClientsHint() {
        assertThat(ROW.kafkaKey()).isEqualTo("client@team-a/203.0.113.7");
    }

    @Test
    void unknownMembersAreIgnored() throws JsonException {
        String json = StreamStatsCodec.encode(ROW).replace("{\"client\"", "{\"colour\":[1,{\"x\":null}],\"client\"");

        assertThat(StreamStatsCodec.decode(json)).isEqualTo(ROW);
    }

    /** A piece of the row, what stands there instead, and how the message begins. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"203.0.113.7\" | \"nobody\" | 'nobody' is not",
                "\"team-a\" | \"team/a\" | tenant is 'team/a'",
                "\"chat-17\" | \"\" | stream is ''",
                "\"chat-17\" | \"a b\" | stream is 'a b'",
                "\"span_ms\":1000 | \"span_ms\":10001 | span_ms is 10001",
                "\"span_ms\":1000 | \"span_ms\":0 | span_ms is 0",
                "\"tokens\":48 | \"tokens\":1000001 | tokens is 1000001",
                "\"tokens\":48 | \"tokens\":-1 | tokens is -1",
                "\"tokens\":48 | \"tokens\":1.5 | 'tokens' should be a whole number",
                "\"bytes\":11760 | \"bytes\":1e13 | bytes is 10000000000000",
                "\"max\":31.25 | \"max\":1 | engine_gap_ms: mean is 20.5 ms and max is 1.0 ms",
                "\"max\":31.25 | \"max\":1e9 | engine_gap_ms: mean is 20.5 ms",
                "\"max\":31.25 | \"max\":null | engine_gap_ms: mean is 20.5 ms and max is NaN",
                "\"reader_stalled_ms\":0.0 | \"reader_stalled_ms\":1001 | reader_stalled_ms is 1001.0",
                "\"vllm-a\" | \"a b\" | engine is 'a b'",
                "\"engine_first_ms\":310.5 | \"engine_first_ms\":-1 | engine_first_ms is -1.0",
                "\"engine_wait_ms\":12.0 | \"engine_wait_ms\":1e9 | engine_wait_ms is 1.0E9",
                "\"2024-11-22T18:26:41.200Z\" | \"yesterday\" | Text 'yesterday'",
            })
    void everyMemberIsBounded(String piece, String instead, String message) {
        String json = StreamStatsCodec.encode(ROW);
        assertThat(json).contains(piece);

        assertThatThrownBy(() -> StreamStatsCodec.decode(json.replace(piece, instead)))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void damagedTextNeverThrowsAnythingElse() {
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder damaged = new StringBuilder(StreamStatsCodec.encode(ROW));
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                damaged.setCharAt(random.nextInt(damaged.length()), (char) random.nextInt(128));
            }
            try {
                assertThat(StreamStatsCodec.decode(damaged.toString()).spanMs()).isBetween(1L, 10_000L);
            } catch (JsonException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
    }
}
