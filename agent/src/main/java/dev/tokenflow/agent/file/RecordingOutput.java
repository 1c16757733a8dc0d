package dev.tokenflow.agent.file;

import dev.tokenflow.agent.batch.OutgoingBatch;
import dev.tokenflow.agent.delivery.BatchOutput;
import dev.tokenflow.agent.host.StartupException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file of batches, appended to. When it cannot be written any more the recording ends and the agent goes on. */
public final class RecordingOutput implements BatchOutput {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingOutput.class);

    private final Path path;
    private final FileChannel file;
    private volatile @Nullable String broken;
    private volatile @Nullable Long deliveredNs;
    private volatile long batches;
    private volatile long bytes;

    private RecordingOutput(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Opens the file, at its end.
     *
     * @throws StartupException when it cannot be written, or holds something else than batches
     */
    public static RecordingOutput open(Path path) throws StartupException {
        try {
            if (Files.exists(path) && Files.size(path) > 0 && !BatchFile.isOne(path)) {
                throw new StartupException(
                        "--record: '" + path + "' holds something else than recorded batches; name another file");
            }
            return new RecordingOutput(
                    path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new StartupException("--record: cannot write to '" + path + "'");
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others read
    public void write(OutgoingBatch batch) {
        if (broken != null) {
            return;
        }
        try {
            ByteBuffer record = ByteBuffer.wrap(batch.record());
            while (record.hasRemaining()) {
                file.write(record);
            }
            batches++;
            bytes += batch.record().length;
            deliveredNs = System.nanoTime();
        } catch (IOException e) {
            broken = String.valueOf(e.getMessage());
            LOG.warn("the recording into {} ends after {} batches: {}", path, batches, broken);
        }
    }

    @Override
    public long batches() {
        return batches;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public @Nullable Long deliveredNs() {
        return deliveredNs;
    }

    @Override
    public Optional<String> failure() {
        return Optional.ofNullable(broken).map(reason -> "the recording ended: " + reason);
    }

    /** For people: how much, and whether all. */
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%,d batches (%,d bytes) recorded into %s%s",
                batches,
                bytes,
                path,
                broken == null ? "" : ", the rest could not be written: " + broken);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.warn("the recording {} could not be closed: {}", path, e.getMessage());
        }
    }
}
