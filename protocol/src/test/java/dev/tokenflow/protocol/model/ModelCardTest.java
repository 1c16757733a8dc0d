package dev.tokenflow.protocol.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.protocol.json.JsonException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCardTest {
    private static final ModelCard CARD = new ModelCard(
            "anomaly",
            "2025-11-30T12:00:00Z",
            1_764_504_000_000L,
            "isolation forest",
            1_764_500_400_000.0,
            1_764_503_999_000.0,
            12,
            9_000,
            3_000,
            List.of("a", "b"),
            "00000000000000ff",
            0.61,
            Map.of("held_rows", 3_000.0, "unusual_share", 0.004),
            "scores above 0.610 are unusual",
            306_812);

    @Test
    void theJsonIsAsTheFormatSays() {
        assertThat(CARD.encode())
                .isEqualTo("{\"name\":\"anomaly\",\"version\":\"2025-11-30T12:00:00Z\","
                        + "\"trained_at\":\"2025-11-30T12:00:00Z\",\"kind\":\"isolation forest\","
                        + "\"from\":\"2025-11-30T11:00:00Z\",\"to\":\"2025-11-30T11:59:59Z\","
                        + "\"paths\":12,\"rows\":9000,\"held_rows\":3000,\"inputs\":[\"a\",\"b\"],"
                        + "\"schema\":\"00000000000000ff\",\"threshold\":0.61,"
                        + "\"metrics\":{\"held_rows\":3000.0,\"unusual_share\":0.004},"
                        + "\"verdict\":\"scores above 0.610 are unusual\",\"bytes\":306812}");
    }

    @Test
    void whatIsWrittenIsRead() throws JsonException {
        assertThat(ModelCard.decode(CARD.encode())).isEqualTo(CARD);
    }

    @Test
    void whatIsUnknownIsNull() throws JsonException {
        ModelCard unknown = new ModelCard(
                "m", "1", 0, "k", Double.NaN, Double.NaN, Double.NaN, 1, 1, List.of(), "", Double.NaN, Map.of(), "", 1);

        assertThat(unknown.encode()).contains("\"from\":null", "\"paths\":null", "\"threshold\":null");
        assertThat(ModelCard.decode(unknown.encode())).isEqualTo(unknown);
    }

    @Test
    void whatIsNoCardIsRefused() {
        assertThatThrownBy(() -> ModelCard.decode("{\"name\":\"m\"}")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> ModelCard.decode("TFMD")).isInstanceOf(JsonException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "anomaly, anomaly, IN_USE, ''",
        "rtt-1s@2025-11-30T12:00:00Z, rtt-1s, KEPT, 2025-11-30T12:00:00Z",
        "rtt-1s/card/7, rtt-1s, CARD, 7",
        "rtt-1s/card/a@b, rtt-1s, CARD, a@b",
        "@, @, IN_USE, ''",
    })
    void aKeySaysWhatTheRecordIs(String text, String name, ModelKey.Kind kind, String version) {
        assertThat(ModelKey.parse(text)).isEqualTo(new ModelKey(name, kind, version));
        assertThat(ModelKey.parse(text).text()).isEqualTo(text);
    }
}
