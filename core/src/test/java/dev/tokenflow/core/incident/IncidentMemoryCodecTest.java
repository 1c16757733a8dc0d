package dev.tokenflow.core.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentEvidence;
import dev.tokenflow.protocol.incident.IncidentKind;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentMemoryCodecTest {
    private static final IncidentMemory MEMORY = new IncidentMemory(
            new double[] {0.5, 0.25, 0.125},
            List.of(new IncidentMemory.UsualEngine("vllm", 20, 60_000, Double.NaN, 0)),
            List.of(new IncidentMemory.Kept(
                    new Incident(
                            IncidentKind.SITE,
                            "a",
                            "",
                            "loss",
                            1_000,
                            Incident.OPEN,
                            2_000,
                            3,
                            4,
                            5,
                            6,
                            7,
                            IncidentEvidence.NONE,
                            "",
                            "x"),
                    0.75)));

    /** Written when the form was new; what later builds read. */
    private static final String SAVED = "0103000000000000e03f000000000000d03f000000000000c03f010476"
            + "6c6c6d00000000000034400000000000 4ced40000000000000f87f000000000000000001";

    @Test
    void whatWasSavedIsReadAgain() {
        byte[] bytes = IncidentMemoryCodec.encode(MEMORY);
        IncidentMemory read = IncidentMemoryCodec.decode(bytes);

        assertThat(IncidentMemoryCodec.encode(read)).isEqualTo(bytes);
        assertThat(read.open().get(0).told()).isEqualTo(MEMORY.open().get(0).told());
        assertThat(HexFormat.of().formatHex(bytes)).startsWith(SAVED.replace(" ", ""));
    }

    @Test
    void aLaterVersionIsRefused() {
        byte[] bytes = IncidentMemoryCodec.encode(MEMORY);
        bytes[0] = 2;

        assertThatThrownBy(() -> IncidentMemoryCodec.decode(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 2");
    }
}
