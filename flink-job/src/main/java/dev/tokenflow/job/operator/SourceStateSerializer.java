package dev.tokenflow.job.operator;

import dev.tokenflow.core.source.SourceCodec;
import dev.tokenflow.core.source.SourceState;
import dev.tokenflow.job.state.StateSerializer;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/**
 * Saves what is remembered of a source as {@link SourceCodec} does. The names of this class and of {@link Snapshot}
 * stand in savepoints: they stay.
 */
public final class SourceStateSerializer extends StateSerializer<SourceState> {
    private static final long serialVersionUID = 1L;

    @Override
    protected byte[] encode(SourceState state) {
        return SourceCodec.encode(state);
    }

    @Override
    protected SourceState decode(byte[] bytes) {
        return SourceCodec.decode(bytes);
    }

    @Override
    public SourceState createInstance() {
        return new SourceState("", "");
    }

    @Override
    public TypeSerializerSnapshot<SourceState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SourceState> {
        public Snapshot() {
            super(SourceStateSerializer::new);
        }
    }
}
