package dev.tokenflow.job.operator;

import dev.tokenflow.core.window.PartitionCodec;
import dev.tokenflow.core.window.PathPartition;
import dev.tokenflow.job.state.StateSerializer;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/**
 * Saves a partition of paths as {@link PartitionCodec} does. The names of this class and of {@link Snapshot} stand in
 * savepoints: they stay.
 */
public final class PartitionSerializer extends StateSerializer<PathPartition> {
    private static final long serialVersionUID = 1L;

    @Override
    protected byte[] encode(PathPartition state) {
        return PartitionCodec.encode(state);
    }

    @Override
    protected PathPartition decode(byte[] bytes) {
        return PartitionCodec.decode(bytes);
    }

    @Override
    public PathPartition copy(PathPartition from) {
        return from.copy();
    }

    @Override
    public PathPartition createInstance() {
        return new PathPartition(0, 1, 1);
    }

    @Override
    public TypeSerializerSnapshot<PathPartition> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PathPartition> {
        public Snapshot() {
            super(PartitionSerializer::new);
        }
    }
}
