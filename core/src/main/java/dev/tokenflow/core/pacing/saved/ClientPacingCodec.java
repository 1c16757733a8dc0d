package dev.tokenflow.core.pacing.saved;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pacing.ClientPacing;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.protocol.hint.PathCondition;

/**
 * The saved form of a {@link ClientPacing}: a version, then its fields in the order of the records, but for the budget
 * in bytes and the hold of its decision, which came with version 2 and stand at the end.
 */
public final class ClientPacingCodec {
    /** Version written; all from 1 on can be read. */
    public static final int VERSION = 3;

    private ClientPacingCodec() {}

    public static byte[] encode(ClientPacing client) {
        PacingDecision decision = client.decision();
        double[] memory = client.pacing().memory();
        PackedOutput out = new PackedOutput(160 + Double.BYTES * memory.length);
        out.putByte(VERSION);
        putDouble(out, decision.tokensPerSecond());
        putDouble(out, decision.tokensPerChunk());
        out.putText(decision.state().word());
        putDouble(out, decision.confidence());
        putDouble(out, decision.bytesPerSecond());
        out.putText(decision.why());
        out.putVarint(memory.length);
        for (double number : memory) {
            putDouble(out, number);
        }
        out.putLong(client.readMs()).putVarint(client.seq()).putLong(client.votedMs());
        out.putByte(client.active() ? 1 : 0).putByte(client.congested() ? 1 : 0);
        putDouble(out, decision.clientBytesPerSecond());
        putDouble(out, decision.holdMs());
        out.putLong(client.hintedMs());
        return out.toBytes();
    }

    /** @throws IllegalArgumentException when a newer version wrote the bytes */
    public static ClientPacing decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        int version = in.requireVersion(VERSION);
        double tokensPerSecond = readDouble(in);
        double tokensPerChunk = readDouble(in);
        PathCondition state = PathCondition.ofWord(in.readText());
        double confidence = readDouble(in);
        double bytesPerSecond = readDouble(in);
        String why = in.readText();
        double[] memory = new double[in.readInt()];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = readDouble(in);
        }
        long readMs = in.readLong();
        long seq = in.readVarint();
        long votedMs = in.readLong();
        boolean active = in.readByte() == 1;
        boolean congested = in.readByte() == 1;
        boolean hasBudget = version >= 2;
        PacingDecision decision = new PacingDecision(
                tokensPerSecond,
                tokensPerChunk,
                state,
                confidence,
                bytesPerSecond,
                hasBudget ? readDouble(in) : Double.NaN,
                hasBudget ? readDouble(in) : Double.NaN,
                why);
        long hintedMs = version >= 3 ? in.readLong() : readMs;
        return new ClientPacing(new PacingState(decision, memory), readMs, seq, votedMs, active, congested, hintedMs);
    }

    private static void putDouble(PackedOutput out, double value) {
        out.putLong(Double.doubleToLongBits(value));
    }

    private static double readDouble(PackedInput in) {
        return Double.longBitsToDouble(in.readLong());
    }
}
