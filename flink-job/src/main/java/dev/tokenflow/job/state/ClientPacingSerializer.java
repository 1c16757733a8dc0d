package dev.tokenflow.job.state;

import dev.tokenflow.core.pacing.ClientPacing;
import dev.tokenflow.core.pacing.saved.ClientPacingCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Saves what is remembered of a client as {@link ClientPacingCodec} does. */
public final class ClientPacingSerializer extends ValueSerializer<ClientPacing> {
    private static final long serialVersionUID = 1L;

    @Override
    protected byte[] encode(ClientPacing value) {
        return ClientPacingCodec.encode(value);
    }

    @Override
    protected ClientPacing decode(byte[] bytes) {
        return ClientPacingCodec.decode(bytes);
    }

    @Override
    public TypeSerializerSnapshot<ClientPacing> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ClientPacing> {
        public Snapshot() {
            super(ClientPacingSerializer::new);
        }
    }
}
