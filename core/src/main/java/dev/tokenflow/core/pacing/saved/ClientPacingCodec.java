package dev.tokenflow.core.pacing.saved;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pacing.ClientPacing;
import dev.tokenflow.core.pacing.PacingDecision;
import dev.tokenflow.core.pacing.PacingState;
import dev.tokenflow.protocol.hint.PathCondition;

/** The saved form of a {@link ClientPacing}: a version, then its fields in the order of the records. */
public final class ClientPacingCodec {
    /** Version written; all from 1 on can be read. */
    public static final int VERSION = 1;

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
        return out.toBytes();
    }

    /** @throws IllegalArgumentException when a newer version wrote the bytes */
    public static ClientPacing decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        in.requireVersion(VERSION);
        PacingDecision decision = new PacingDecision(
                readDouble(in),
                readDouble(in),
                PathCondition.ofWord(in.readText()),
                readDouble(in),
                readDouble(in),
                in.readText());
        double[] memory = new double[in.readInt()];
        for (int i = 0; i < memory.length; i++) {
            memory[i] = readDouble(in);
        }
        return new ClientPacing(
                new PacingState(decision, memory),
                in.readLong(),
                in.readVarint(),
                in.readLong(),
                in.readByte() == 1,
                in.readByte() == 1);
    }

    private static void putDouble(PackedOutput out, double value) {
        out.putLong(Double.doubleToLongBits(value));
    }

    private static double readDouble(PackedInput in) {
        return Double.longBitsToDouble(in.readLong());
    }
}
