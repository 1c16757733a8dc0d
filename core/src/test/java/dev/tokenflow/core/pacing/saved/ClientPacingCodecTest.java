package dev.tokenflow.core.pacing.saved;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pacing.ClientPacing;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.protocol.hint.PathCondition;
import org.junit.jupiter.api.Test;

class ClientPacingCodecTest {
    private static final PacingDecision DECISION =
            new PacingDecision(50, 3.5, PathCondition.CONGESTED, 0.9, 5_000, 150_000, 90, "a queue stands");

    @Test
    void whatIsWrittenIsRead() {
        ClientPacing client = new ClientPacing(
                new PacingState(DECISION, new double[] {1, Double.NaN}), 1_000, 7, 800, true, false, 900);

        ClientPacing read = ClientPacingCodec.decode(ClientPacingCodec.encode(client));

        assertThat(read.decision()).isEqualTo(DECISION);
        assertThat(read.pacing().memory()).containsExactly(1, Double.NaN);
        assertThat(read.seq()).isEqualTo(7);
        assertThat(read.active()).isTrue();
        assertThat(read.congested()).isFalse();
    }

    @Test
    void versionOneHadNoBudgetInBytes() {
        PackedOutput out = new PackedOutput(160);
        out.putByte(1);
        out.putLong(Double.doubleToLongBits(50)).putLong(Double.doubleToLongBits(3.5));
        out.putText("congested");
        out.putLong(Double.doubleToLongBits(0.9)).putLong(Double.doubleToLongBits(5_000));
        out.putText("a queue stands");
        out.putVarint(1).putLong(Double.doubleToLongBits(42));
        out.putLong(1_000).putVarint(7).putLong(800);
        out.putByte(1).putByte(0);

        ClientPacing read = ClientPacingCodec.decode(out.toBytes());

        assertThat(read.decision())
                .isEqualTo(new PacingDecision(
                        50, 3.5, PathCondition.CONGESTED, 0.9, 5_000, Double.NaN, Double.NaN, "a queue stands"));
        assertThat(read.pacing().memory()).containsExactly(42);
        assertThat(read.votedMs()).isEqualTo(800);
    }
}
