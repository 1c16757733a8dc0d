package dev.tokenflow.job.state;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.control.SiteClients;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;

/** Saves how many clients of a site a group of paths has: a version, then the fields. */
public final class SiteClientsSerializer extends ValueSerializer<SiteClients> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 2;

    @Override
    protected byte[] encode(SiteClients value) {
        return new PackedOutput(48)
                .putByte(VERSION)
                .putText(value.tenant())
                .putText(value.site())
                .putVarint(value.group())
                .putVarint(value.active())
                .putVarint(value.congested())
                .putLong(value.atMs())
                .toBytes();
    }

    @Override
    protected SiteClients decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        in.requireVersion(VERSION);
        return new SiteClients(in.readText(), in.readText(), in.readInt(), in.readInt(), in.readInt(), in.readLong());
    }

    @Override
    public TypeSerializerSnapshot<SiteClients> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Of every version: the bytes say which one they are. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SiteClients> {
        public Snapshot() {
            super(SiteClientsSerializer::new);
        }
    }
}
