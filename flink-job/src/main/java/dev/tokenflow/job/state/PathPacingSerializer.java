package dev.tokenflow.job.state;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pacing.PathPacing;
import dev.tokenflow.core.pacing.saved.PathPacingCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Saves what is remembered of the decisions on a site: a version, then its fields. */
public final class PathPacingSerializer extends ValueSerializer<PathPacing> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 2;

    @Override
    protected byte[] encode(PathPacing value) {
        PackedOutput out = new PackedOutput(256).putByte(VERSION);
        PathPacingCodec.write(out, value);
        return out.toBytes();
    }

    @Override
    protected PathPacing decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        in.requireVersion(VERSION);
        return PathPacingCodec.read(in);
    }

    @Override
    public TypeSerializerSnapshot<PathPacing> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PathPacing> {
        public Snapshot() {
            super(PathPacingSerializer::new);
        }
    }
}
