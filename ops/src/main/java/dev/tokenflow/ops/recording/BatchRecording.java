package dev.tokenflow.ops.recording;

import dev.tokenflow.agent.file.BatchFile;
import dev.tokenflow.protocol.event.Batch;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Batches as the broker or an agent wrote them into a file. */
final class BatchRecording implements Recording {
    private final BatchFile file;

    private BatchRecording(BatchFile file) {
        this.file = file;
    }

    static BatchRecording open(Path path, SetAside aside) throws IOException {
        return new BatchRecording(BatchFile.open(
                path,
                (offset, skipped, reason) ->
                        aside.add("byte " + offset, 1, "damaged batches", reason + "; " + skipped + " bytes skipped")));
    }

    @Override
    public @Nullable Batch next() throws IOException {
        return file.next();
    }

    @Override
    public String place() {
        return "batch at byte " + file.offset();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
