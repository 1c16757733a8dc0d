package dev.tokenflow.core.window;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathNameCodec;
import java.util.ArrayList;

/**
 * The saved form of a {@link PathGroup}: a version, then varints and the logs as they are. Sums and histograms are left
 * out and made anew.
 */
public final class GroupCodec {
    /** Version written, and the only one that can be read: no release had those before it. */
    public static final int VERSION = 5;

    private GroupCodec() {}

    public static byte[] encode(PathGroup group) {
        PackedOutput out = new PackedOutput(4096);
        out.putByte(VERSION).putVarint(group.group).putVarint(group.groups).putVarint(group.paneMs);
        out.putLong(group.firedMs).putLong(group.timerMs);
        out.putVarint(group.shards.size());
        for (PathGroup.Shard shard : group.shards) {
            out.putText(shard == null ? "" : shard.name());
            if (shard != null) {
                out.putText(shard.site().text()).putText(shard.site().tenant());
            }
        }
        Frozen frozen = group.freeze();
        out.putVarint(frozen.size());
        for (int i = 0; i < frozen.size(); i++) {
            byte[] path = frozen.saved(i);
            out.putBytes(path, 0, path.length);
        }
        out.putVarint(group.pending.size());
        group.pending.forEach((endMs, blocks) -> {
            out.putVarint(blocks.size());
            blocks.forEach(block -> writeBlock(out, block));
        });
        return out.toBytes();
    }

    /** @throws IllegalArgumentException when another version wrote the bytes */
    public static PathGroup decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        int version = in.requireVersion(VERSION);
        if (version != VERSION) {
            throw new IllegalArgumentException("the saved windows have version " + version
                    + ", this program reads version " + VERSION + ": start without them");
        }
        PathGroup group = new PathGroup(in.readInt(), in.readInt(), in.readVarint());
        group.firedMs = in.readLong();
        group.timerMs = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            String name = in.readText();
            group.addShard(name.isEmpty() ? null : new PathGroup.Shard(name, in.readText(), in.readText()));
        }
        LogReader reader = new LogReader();
        for (int left = in.readInt(); left > 0; left--) {
            PathWindow path = new PathWindow(PathNameCodec.read(in, in.readText()));
            PathWindowCodec.read(in, path, reader);
            group.add(path);
        }
        for (int panes = in.readInt(); panes > 0; panes--) {
            for (int left = in.readInt(); left > 0; left--) {
                PaneBlock block = readBlock(in, group.group);
                group.pending
                        .computeIfAbsent(block.endMs(), end -> new ArrayList<>(4))
                        .add(block);
            }
        }
        group.isResumed = false;
        return group;
    }

    private static void writeBlock(PackedOutput out, PaneBlock block) {
        out.putText(block.shard()).putText(block.site()).putText(block.tenant());
        out.putLong(block.endMs()).putVarint(block.count());
        out.putVarint(block.panes().length).putBytes(block.panes(), 0, block.panes().length);
    }

    private static PaneBlock readBlock(PackedInput in, int group) {
        String shard = in.readText();
        String site = in.readText();
        String tenant = in.readText();
        long endMs = in.readLong();
        int count = in.readInt();
        return new PaneBlock(group, shard, site, tenant, endMs, PaneBlock.NO_ALARM, count, in.readBytes(in.readInt()));
    }
}
