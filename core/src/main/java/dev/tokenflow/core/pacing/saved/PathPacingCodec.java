package dev.tokenflow.core.pacing.saved;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.protocol.hint.PathCondition;

/** The saved form of a {@link PathPacing}: its fields one after another. What it stands in says the version. */
public final class PathPacingCodec {
    private PathPacingCodec() {}

    /** Appends what {@link #read} reads. */
    public static void write(PackedOutput out, PathPacing path) {
        PacingDecision decision = path.decision();
        double[] memory = path.pacing().memory();
        out.putText(path.law());
        putDouble(out, decision.tokensPerSecond());
        putDouble(out, decision.tokensPerChunk());
        out.putText(decision.state().word());
        putDouble(out, decision.confidence());
        putDouble(out, decision.bytesPerSecond());
        putDouble(out, decision.clientBytesPerSecond());
        putDouble(out, decision.holdMs());
        out.putText(decision.why());
        out.putVarint(memory.length);
        for (double number : memory) {
            putDouble(out, number);
        }
        out.putLong(path.readMs()).putVarint(path.seq()).putLong(path.hintedMs());
        out.putText(path.told().word());
    }

    public static PathPacing read(PackedInput in) {
        String law = in.readText();
        double tokensPerSecond = readDouble(in);
        double tokensPerChunk = readDouble(in);
        PathCondition state = PathCondition.ofWord(in.readText());
        double confidence = readDouble(in);
        double bytesPerSecond = readDouble(in);
        double clientBytesPerSecond = readDouble(in);
        double holdMs = readDouble(in);
        String why = in.readText();
        double[] memory = new double[in.readInt()];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = readDouble(in);
        }
        PacingDecision decision = new PacingDecision(
                tokensPerSecond, tokensPerChunk, state, confidence, bytesPerSecond, clientBytesPerSecond, holdMs, why);
        return new PathPacing(
                law,
                new PacingState(decision, memory),
                in.readLong(),
                in.readVarint(),
                in.readLong(),
                PathCondition.ofWord(in.readText()));
    }

    private static void putDouble(PackedOutput out, double value) {
        out.putLong(Double.doubleToLongBits(value));
    }

    private static double readDouble(PackedInput in) {
        return Double.longBitsToDouble(in.readLong());
    }
}
