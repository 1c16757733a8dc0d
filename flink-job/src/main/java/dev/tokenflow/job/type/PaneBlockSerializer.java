package dev.tokenflow.job.type;

import dev.tokenflow.core.pane.PaneBlock;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A block of panes on its way to the group of its paths: its fields in the order of the record. */
public final class PaneBlockSerializer extends EdgeSerializer<PaneBlock> {
    private static final long serialVersionUID = 1L;

    @Override
    public PaneBlock createInstance() {
        throw new IllegalStateException("blocks are never reused");
    }

    @Override
    public void serialize(PaneBlock block, DataOutputView out) throws IOException {
        out.writeInt(block.group());
        out.writeUTF(block.shard());
        out.writeUTF(block.site());
        out.writeUTF(block.tenant());
        out.writeLong(block.endMs());
        out.writeLong(block.alarmMs());
        out.writeInt(block.count());
        out.writeInt(block.panes().length);
        out.write(block.panes());
    }

    @Override
    public PaneBlock deserialize(DataInputView in) throws IOException {
        int group = in.readInt();
        String shard = in.readUTF();
        String site = in.readUTF();
        String tenant = in.readUTF();
        long endMs = in.readLong();
        long alarmMs = in.readLong();
        int count = in.readInt();
        byte[] panes = new byte[in.readInt()];
        in.readFully(panes);
        return new PaneBlock(group, shard, site, tenant, endMs, alarmMs, count, panes);
    }

    @Override
    public TypeSerializerSnapshot<PaneBlock> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Snapshot of this serializer. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PaneBlock> {
        public Snapshot() {
            super(PaneBlockSerializer::new);
        }
    }
}
