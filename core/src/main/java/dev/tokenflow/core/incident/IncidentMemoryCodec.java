package dev.tokenflow.core.incident;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentCodec;
import dev.tokenflow.protocol.json.JsonException;
import java.util.ArrayList;
import java.util.List;

/** The saved form of {@link IncidentMemory}: a version, then its lists; incidents as in their topic. */
public final class IncidentMemoryCodec {
    private static final int VERSION = 1;

    private IncidentMemoryCodec() {}

    public static byte[] encode(IncidentMemory memory) {
        PackedOutput out = new PackedOutput(256).putByte(VERSION);
        out.putVarint(memory.usualShares().length);
        for (double share : memory.usualShares()) {
            putDouble(out, share);
        }
        out.putVarint(memory.engines().size());
        for (IncidentMemory.UsualEngine engine : memory.engines()) {
            out.putText(engine.name());
            putDouble(out, engine.gapMs());
            putDouble(out, engine.gapAgeMs());
            putDouble(out, engine.firstMs());
            putDouble(out, engine.firstAgeMs());
        }
        out.putVarint(memory.open().size());
        for (IncidentMemory.Kept kept : memory.open()) {
            out.putText(IncidentCodec.encode(kept.told()));
            putDouble(out, kept.openShare());
        }
        return out.toBytes();
    }

    /** @throws IllegalArgumentException when a newer version wrote the bytes, or they are damaged */
    public static IncidentMemory decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        in.requireVersion(VERSION);
        double[] shares = new double[in.readInt()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = readDouble(in);
        }
        List<IncidentMemory.UsualEngine> engines = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            engines.add(new IncidentMemory.UsualEngine(
                    in.readText(), readDouble(in), readDouble(in), readDouble(in), readDouble(in)));
        }
        List<IncidentMemory.Kept> open = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            open.add(new IncidentMemory.Kept(incident(in.readText()), readDouble(in)));
        }
        return new IncidentMemory(shares, engines, open);
    }

    private static Incident incident(String json) {
        try {
            return IncidentCodec.decode(json);
        } catch (JsonException e) {
            throw new IllegalArgumentException("a saved incident cannot be read: " + e.getMessage(), e);
        }
    }

    private static void putDouble(PackedOutput out, double value) {
        out.putLong(Double.doubleToRawLongBits(value));
    }

    private static double readDouble(PackedInput in) {
        return Double.longBitsToDouble(in.readLong());
    }
}
