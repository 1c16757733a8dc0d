package dev.tokenflow.core.pacing.saved;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.protocol.hint.PathCondition;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PathPacingCodecTest {
    private static final PacingDecision DECISION =
            new PacingDecision(50, 3.5, PathCondition.CONGESTED, 0.9, 5_000, 150_000, 90, "a queue stands");
    private static final PathPacing PACING = new PathPacing(
            "coalesce-first/1",
            new PacingState(DECISION, new double[] {1, Double.NaN}),
            1_000,
            7,
            800,
            PathCondition.CLEAR);

    @Test
    void whatIsWrittenIsRead() {
        PackedOutput out = new PackedOutput(16);
        PathPacingCodec.write(out.putByte(9), PACING);
        PackedInput in = new PackedInput(out.putByte(5).toBytes());
        assertThat(in.readByte()).isEqualTo(9);

        PathPacing read = PathPacingCodec.read(in);

        assertThat(read.law()).isEqualTo("coalesce-first/1");
        assertThat(read.decision()).isEqualTo(DECISION);
        assertThat(read.pacing().memory()).containsExactly(1, Double.NaN);
        assertThat(read.readMs()).isEqualTo(1_000);
        assertThat(read.seq()).isEqualTo(7);
        assertThat(read.hintedMs()).isEqualTo(800);
        assertThat(read.told()).isEqualTo(PathCondition.CLEAR);
        assertThat(in.readByte()).as("nothing of what follows is read").isEqualTo(5);
    }

    /** Savepoints hold these bytes. */
    @Test
    void theBytesStay() {
        PackedOutput out = new PackedOutput(16);
        PathPacingCodec.write(out, PACING);

        assertThat(HexFormat.of().formatHex(out.toBytes()))
                .isEqualTo(
                        "10636f616c657363652d66697273742f31" // the law
                                + "00000000000049400000000000000c40" // rate and chunk
                                + "09636f6e676573746564cdccccccccccec3f" // state and confidence
                                + "000000000088b34000000000804f02410000000000805640" // bytes a second, and the time to
                                // hold
                                + "0e61207175657565207374616e6473" // why
                                + "02000000000000f03f000000000000f87f" // memory
                                + "e803000000000000072003000000000000" // when and which
                                + "05636c656172"); // what was told
    }
}
