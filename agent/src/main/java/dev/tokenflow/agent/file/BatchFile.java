package dev.tokenflow.agent.file;

import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.MalformedBatchException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code tcp-events} record values, one after another. Its batches are in order within a partition of the
 * topic only, so it is read twice: once to learn where the batches of each source are, then source by source merged by
 * time. Damage costs the batch it is in: reading goes on at the next "TFEV".
 */
public final class BatchFile implements Closeable {
    private static final long LONGEST_RECORD = 1L << 30;
    private static final int SCAN_BYTES = 1 << 16;
    private static final byte[] MAGIC = {'T', 'F', 'E', 'V'};

    /** Is told what could not be read. */
    @FunctionalInterface
    public interface Damage {
        /**
         * Something was skipped.
         *
         * @param offset byte at which it begins
         * @param skipped bytes
         * @param reason for people
         */
        void skipped(long offset, long skipped, String reason);
    }

    /** Where a batch is, and when it was closed: ns since 1970. */
    private record Entry(long offset, int bytes, long closedNs) {}

    /** The batches of one source that are still to come. */
    private static final class Source {
        private final String name;
        private final List<Entry> entries = new ArrayList<>();
        private int next;
        private long nowNs = Long.MIN_VALUE;

        Source(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        /** Its clock, which never goes back, when the next batch has come. */
        long nowNs() {
            return nowNs;
        }

        Entry take() {
            return entries.get(next++);
        }

        boolean look() {
            if (next == entries.size()) {
                return false;
            }
            nowNs = Math.max(nowNs, entries.get(next).closedNs());
            return true;
        }
    }

    private final FileChannel file;
    private final Damage damage;
    private final PriorityQueue<Source> sources =
            new PriorityQueue<>(Comparator.comparingLong(Source::nowNs).thenComparing(Source::name));
    private long offset;
    private long batches;

    private BatchFile(FileChannel file, Damage damage) {
        this.file = file;
        this.damage = damage;
    }

    /** Whether a file begins as a file of batches does. */
    static boolean isOne(Path path) throws IOException {
        try (var in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /**
     * Opens a file and learns where its batches are.
     *
     * @throws IOException when it cannot be read; damage is no exception
     */
    public static BatchFile open(Path path, Damage damage) throws IOException {
        FileChannel file = FileChannel.open(path);
        try {
            BatchFile batches = new BatchFile(file, damage);
            batches.index();
            return batches;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** How many sources, an agent's shard each, have batches left. */
    public int sources() {
        return sources.size();
    }

    /** How many batches there are, those already read included. */
    public long batches() {
        return batches;
    }

    /** The next batch in the order of time, each source's own order kept; null at the end. */
    public @Nullable Batch next() throws IOException {
        Source source = sources.poll();
        if (source == null) {
            return null;
        }
        Entry entry = source.take();
        if (source.look()) {
            sources.add(source);
        }
        offset = entry.offset();
        try {
            return BatchCodec.decode(read(entry.offset(), entry.bytes()));
        } catch (MalformedBatchException e) {
            throw new IOException("the file changed while it was read", e);
        }
    }

    /** Byte at which the batch that came last begins. */
    public long offset() {
        return offset;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void index() throws IOException {
        Map<String, Source> byName = new LinkedHashMap<>();
        long size = file.size();
        for (long at = 0; at < size; ) {
            long bytes = 0;
            try {
                bytes = BatchCodec.recordBytes(read(at, (int) Math.min(BatchCodec.PREFIX_BYTES, size - at)));
                if (bytes > size - at || bytes > LONGEST_RECORD) {
                    long announced = bytes;
                    bytes = 0;
                    throw new MalformedBatchException(
                            "truncated", announced + " bytes announced, " + (size - at) + " are left");
                }
                BatchHeader header = BatchCodec.decode(read(at, (int) bytes)).header();
                byName.computeIfAbsent(header.kafkaKey(), Source::new)
                        .entries
                        .add(new Entry(at, (int) bytes, header.closedNs() + header.monoToWallNs()));
                batches++;
                at += bytes;
            } catch (MalformedBatchException e) {
                long next = bytes > 0 ? at + bytes : nextMagic(at + 1, size);
                damage.skipped(at, next - at, String.valueOf(e.getMessage()));
                at = next;
            }
        }
        byName.values().stream().filter(Source::look).forEach(sources::add);
    }

    private long nextMagic(long from, long size) throws IOException {
        for (long at = from; at < size; at += SCAN_BYTES) {
            byte[] bytes = read(at, (int) Math.min(SCAN_BYTES + MAGIC.length - 1, size - at));
            for (int i = 0; i + MAGIC.length <= bytes.length; i++) {
                if (bytes[i] == MAGIC[0]
                        && bytes[i + 1] == MAGIC[1]
                        && bytes[i + 2] == MAGIC[2]
                        && bytes[i + 3] == MAGIC[3]) {
                    return at + i;
                }
            }
        }
        return size;
    }

    private byte[] read(long offset, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, offset + buffer.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        return buffer.array();
    }
}
