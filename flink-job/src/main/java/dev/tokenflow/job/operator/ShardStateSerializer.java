package dev.tokenflow.job.operator;

import dev.tokenflow.core.shard.ShardCodec;
import dev.tokenflow.core.shard.ShardState;
import dev.tokenflow.job.state.StateSerializer;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/**
 * Saves what is remembered of a shard as {@link ShardCodec} does. The names of this class and of {@link Snapshot} stand
 * in savepoints: they stay.
 */
public final class ShardStateSerializer extends StateSerializer<ShardState> {
    private static final long serialVersionUID = 1L;

    @Override
    protected byte[] encode(ShardState state) {
        return ShardCodec.encode(state);
    }

    @Override
    protected ShardState decode(byte[] bytes) {
        return ShardCodec.decode(bytes);
    }

    @Override
    public ShardState createInstance() {
        return new ShardState("", "", "");
    }

    @Override
    public TypeSerializerSnapshot<ShardState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ShardState> {
        public Snapshot() {
            super(ShardStateSerializer::new);
        }
    }
}
