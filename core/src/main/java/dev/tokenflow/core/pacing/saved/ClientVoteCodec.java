package dev.tokenflow.core.pacing.saved;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pacing.ClientVote;

/** The saved form of a {@link ClientVote}: a version, then its fields. */
public final class ClientVoteCodec {
    /** Version written; all from 1 on can be read. */
    public static final int VERSION = 1;

    private ClientVoteCodec() {}

    public static byte[] encode(ClientVote vote) {
        return new PackedOutput(64)
                .putByte(VERSION)
                .putText(vote.neighbourhood())
                .putText(vote.client())
                .putByte(vote.active() ? 1 : 0)
                .putByte(vote.congested() ? 1 : 0)
                .putLong(vote.atMs())
                .toBytes();
    }

    /** @throws IllegalArgumentException when a newer version wrote the bytes */
    public static ClientVote decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        in.requireVersion(VERSION);
        return new ClientVote(in.readText(), in.readText(), in.readByte() == 1, in.readByte() == 1, in.readLong());
    }
}
