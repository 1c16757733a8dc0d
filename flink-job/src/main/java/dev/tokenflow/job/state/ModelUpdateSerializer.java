package dev.tokenflow.job.state;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.job.record.ModelUpdate;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Saves a model in use: a version, its name, its bytes. */
public final class ModelUpdateSerializer extends ValueSerializer<ModelUpdate> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;

    @Override
    protected byte[] encode(ModelUpdate value) {
        byte[] content = value.content();
        return new PackedOutput(32 + value.name().length() + content.length)
                .putByte(VERSION)
                .putText(value.name())
                .putVarint(content.length)
                .putBytes(content, 0, content.length)
                .toBytes();
    }

    @Override
    protected ModelUpdate decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        in.requireVersion(VERSION);
        return new ModelUpdate(in.readText(), in.readBytes(in.readInt()));
    }

    @Override
    public TypeSerializerSnapshot<ModelUpdate> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ModelUpdate> {
        public Snapshot() {
            super(ModelUpdateSerializer::new);
        }
    }
}
