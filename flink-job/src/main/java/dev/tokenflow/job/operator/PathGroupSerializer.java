package dev.tokenflow.job.operator;

import dev.tokenflow.core.window.GroupCodec;
import dev.tokenflow.core.window.PathGroup;
import dev.tokenflow.job.state.StateSerializer;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/**
 * Saves a group of paths as {@link GroupCodec} does. The names of this class and of {@link Snapshot} stand in
 * savepoints: they stay.
 */
public final class PathGroupSerializer extends StateSerializer<PathGroup> {
    private static final long serialVersionUID = 1L;

    @Override
    protected byte[] encode(PathGroup state) {
        return GroupCodec.encode(state);
    }

    @Override
    protected PathGroup decode(byte[] bytes) {
        return GroupCodec.decode(bytes);
    }

    @Override
    public PathGroup copy(PathGroup from) {
        return from.handOver();
    }

    @Override
    public PathGroup createInstance() {
        return new PathGroup(0, 1, 1);
    }

    @Override
    public TypeSerializerSnapshot<PathGroup> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PathGroup> {
        public Snapshot() {
            super(PathGroupSerializer::new);
        }
    }
}
