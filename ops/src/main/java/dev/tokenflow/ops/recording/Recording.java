package dev.tokenflow.ops.recording;

import dev.tokenflow.protocol.event.Batch;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Recorded events as batches, in the order of their time, each shard's own order kept. */
interface Recording extends Closeable {
    /** So much is looked at to tell which kind of file it is. */
    int START_BYTES = 1024;

    /** The next batch; null at the end. */
    @Nullable
    Batch next() throws IOException;

    /** Where the batch that came last stands, for people. */
    String place();

    /**
     * Opens a file of either kind: batches as they come from the broker, or a table.
     *
     * @param socketIdle how long a silent connection is remembered
     * @param aside is told what cannot be used
     * @throws IOException when the file cannot be read
     */
    static Recording open(Path file, Duration socketIdle, SetAside aside) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    Files.isDirectory(file)
                            ? "'" + file + "' is a folder, expected a file"
                            : "there is no file '" + file + "'");
        }
        if (!Files.isReadable(file)) {
            throw new IOException("cannot read '" + file + "'");
        }
        return isTable(file) ? EventTable.open(file, socketIdle, aside) : BatchRecording.open(file, aside);
    }

    private static boolean isTable(Path file) throws IOException {
        if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(START_BYTES), StandardCharsets.ISO_8859_1);
            return !start.startsWith("TFEV") && start.indexOf('\0') < 0;
        }
    }
}
