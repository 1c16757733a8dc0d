package dev.tokenflow.protocol.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.protocol.json.JsonException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncidentCodecTest {
    private static final Incident OPEN = new Incident(
            IncidentKind.PREFIX,
            "198.51.100.0/24",
            "team-a",
            "congestion",
            1_732_300_001_200L,
            Incident.OPEN,
            1_732_300_061_200L,
            37,
            40,
            38,
            0,
            260,
            IncidentEvidence.ofPaths(2.5e-40, 182.25, 40.5, 0.004),
            "",
            "Everyone behind 198.51.100.0/24 is congested since 18:26 UTC (37 of 40 clients), "
                    + "elsewhere all is normal.");

    private static final Incident OVER = new Incident(
            IncidentKind.EVERYBODY,
            "",
            "",
            "outage",
            1_000,
            61_000,
            64_000,
            0,
            12,
            12,
            0,
            0,
            IncidentEvidence.ofEngine(0.5, 1, 2, 3, 4),
            "everybody/900",
            "Everyone was cut off.");

    @Test
    void everyMemberSurvivesTheRoundTrip() throws JsonException {
        assertThat(IncidentCodec.decode(IncidentCodec.encode(OPEN))).isEqualTo(OPEN);
        assertThat(IncidentCodec.decode(IncidentCodec.encode(OVER))).isEqualTo(OVER);
    }

    @Test
    void theJsonIsTheContract() {
        assertThat(IncidentCodec.encode(OPEN))
                .isEqualTo("{\"id\":\"prefix@team-a/198.51.100.0/24/1732300001200\",\"kind\":\"prefix\","
                        + "\"key\":\"198.51.100.0/24\",\"tenant\":\"team-a\",\"cause\":\"congestion\","
                        + "\"start\":\"2024-11-22T18:26:41.200Z\",\"end\":null,\"at\":\"2024-11-22T18:27:41.200Z\","
                        + "\"affected\":37,\"active\":40,\"most_affected\":38,\"elsewhere_affected\":0,"
                        + "\"elsewhere_active\":260,\"evidence\":{\"chance\":2.5E-40,\"rtt_ms\":182.25,"
                        + "\"usual_rtt_ms\":40.5,\"loss_share\":0.004},\"text\":\"Everyone behind 198.51.100.0/24 "
                        + "is congested since 18:26 UTC (37 of 40 clients), elsewhere all is normal.\"}");
        assertThat(IncidentCodec.encode(OVER))
                .startsWith("{\"id\":\"everybody/1000\",\"kind\":\"everybody\",\"cause\":\"outage\"")
                .contains("\"end\":\"1970-01-01T00:01:01Z\"", "\"part_of\":\"everybody/900\"");
    }

    @Test
    void aKindOfALaterVersionIsUnknownAndNoError() throws JsonException {
        String json = IncidentCodec.encode(OPEN).replace("\"kind\":\"prefix\"", "\"kind\":\"continent\",\"more\":[1]");

        assertThat(IncidentCodec.decode(json).kind()).isEqualTo(IncidentKind.UNKNOWN);
    }

    /** A piece of the record, what stands there instead, and how the message begins. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"kind\":\"prefix\" | \"kind\":7 | 'kind' should be a string",
                "\"key\":\"198.51.100.0/24\" | \"key\":\"\" | key of kind prefix has 0 characters",
                "\"kind\":\"prefix\" | \"kind\":\"everybody\" | key of kind everybody has 15 characters",
                "\"team-a\" | \"team/a\" | tenant is 'team/a'",
                "\"end\":null | \"end\":\"2024-11-22T18:26:41.100Z\" | end is 1732300001100, expected at least start",
                "\"affected\":37 | \"affected\":41 | affected is 41, expected 0 to 40",
                "\"affected\":37 | \"affected\":3.5 | 'affected' should be a whole number",
                "\"elsewhere_active\":260 | \"elsewhere_active\":-1 | elsewhere_affected is 0, expected 0 to -1",
                "\"elsewhere_active\":260 | \"elsewhere_active\":9007199254740992 | integer overflow",
                "\"2024-11-22T18:26:41.200Z\" | \"yesterday\" | Text 'yesterday'",
            })
    void everyMemberIsBounded(String piece, String instead, String message) {
        String json = IncidentCodec.encode(OPEN);
        assertThat(json).contains(piece);

        assertThatThrownBy(() -> IncidentCodec.decode(json.replace(piece, instead)))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void damagedTextNeverThrowsAnythingElse() {
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder damaged = new StringBuilder(IncidentCodec.encode(OPEN));
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                damaged.setCharAt(random.nextInt(damaged.length()), (char) random.nextInt(128));
            }
            try {
                assertThat(IncidentCodec.decode(damaged.toString()).affected()).isNotNegative();
            } catch (JsonException expected) {
                assertThat(expected).hasMessageMatching("(?s).+");
            }
        }
    }
}
