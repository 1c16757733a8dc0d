package dev.tokenflow.job.state;

import dev.tokenflow.core.pacing.ClientVote;
import dev.tokenflow.core.pacing.saved.ClientVoteCodec;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Saves the last vote of a client as {@link ClientVoteCodec} does. */
public final class ClientVoteSerializer extends ValueSerializer<ClientVote> {
    private static final long serialVersionUID = 1L;

    @Override
    protected byte[] encode(ClientVote value) {
        return ClientVoteCodec.encode(value);
    }

    @Override
    protected ClientVote decode(byte[] bytes) {
        return ClientVoteCodec.decode(bytes);
    }

    @Override
    public TypeSerializerSnapshot<ClientVote> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<ClientVote> {
        public Snapshot() {
            super(ClientVoteSerializer::new);
        }
    }
}
