package dev.tokenflow.job.state;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathNameCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Saves the name of a path: a version, then {@link PathNameCodec}. */
public final class PathNameSerializer extends ValueSerializer<PathName> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;

    @Override
    protected byte[] encode(PathName value) {
        PackedOutput out = new PackedOutput(24).putByte(VERSION);
        PathNameCodec.write(out, value);
        return out.toBytes();
    }

    @Override
    protected PathName decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        in.requireVersion(VERSION);
        return PathNameCodec.read(in);
    }

    @Override
    public TypeSerializerSnapshot<PathName> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PathName> {
        public Snapshot() {
            super(PathNameSerializer::new);
        }
    }
}
