package dev.tokenflow.core.window;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.codec.PackedOutput;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathNameCodec;
import java.util.ArrayList;

/**
 * The saved form of a {@link PathPartition}: a version, then varints and the logs as they are. Sums and histograms are
 * left out and made anew.
 */
public final class PartitionCodec {
    /** Version written; all from 1 on can be read. */
    public static final int VERSION = 1;

    private PartitionCodec() {}

    public static byte[] encode(PathPartition partition) {
        PackedOutput out = new PackedOutput(256 + 512 * partition.paths.size());
        out.putByte(VERSION)
                .putVarint(partition.partition)
                .putVarint(partition.partitions)
                .putVarint(partition.paneMs);
        out.putLong(partition.firedMs).putLong(partition.timerMs);
        out.putVarint(partition.sources.size());
        for (PathPartition.Source source : partition.sources) {
            out.putText(source == null ? "" : source.name()).putText(source == null ? "" : source.site());
        }
        out.putVarint(partition.paths.size());
        for (PathWindow path = partition.oldest; path != null; path = path.newer) {
            PathNameCodec.write(out, path.name);
            path.save(out);
        }
        out.putVarint(partition.pending.size());
        partition.pending.forEach((endMs, blocks) -> {
            out.putVarint(blocks.size());
            blocks.forEach(block -> writeBlock(out, block));
        });
        return out.toBytes();
    }

    /** @throws IllegalArgumentException when a newer version wrote the bytes */
    public static PathPartition decode(byte[] bytes) {
        PackedInput in = new PackedInput(bytes);
        in.requireVersion(VERSION);
        PathPartition partition = new PathPartition(in.readInt(), in.readInt(), in.readVarint());
        partition.firedMs = in.readLong();
        partition.timerMs = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            String name = in.readText();
            String site = in.readText();
            partition.addSource(name.isEmpty() ? null : new PathPartition.Source(name, site, new String[] {site}));
        }
        LogReader reader = new LogReader();
        for (int left = in.readInt(); left > 0; left--) {
            PathWindow path = new PathWindow(PathNameCodec.read(in));
            path.load(in, reader);
            partition.add(path);
        }
        for (int panes = in.readInt(); panes > 0; panes--) {
            for (int left = in.readInt(); left > 0; left--) {
                PaneBlock block = readBlock(in, partition.partition);
                partition
                        .pending
                        .computeIfAbsent(block.endMs(), end -> new ArrayList<>(4))
                        .add(block);
            }
        }
        partition.isResumed = false;
        return partition;
    }

    private static void writeBlock(PackedOutput out, PaneBlock block) {
        out.putText(block.source()).putText(block.site()).putLong(block.endMs()).putVarint(block.count());
        out.putVarint(block.panes().length).putBytes(block.panes(), 0, block.panes().length);
    }

    private static PaneBlock readBlock(PackedInput in, int partition) {
        String source = in.readText();
        String site = in.readText();
        long endMs = in.readLong();
        int count = in.readInt();
        return new PaneBlock(partition, source, site, endMs, PaneBlock.NO_ALARM, count, in.readBytes(in.readInt()));
    }
}
