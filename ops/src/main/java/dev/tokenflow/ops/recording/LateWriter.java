package dev.tokenflow.ops.recording;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Creates its file only when something is written. */
final class LateWriter extends Writer {
    private final Path file;
    private @Nullable Writer out;

    LateWriter(Path file) {
        this.file = file;
    }

    @Override
    public void write(char[] text, int from, int count) throws IOException {
        if (out == null) {
            out = Files.newBufferedWriter(file);
        }
        out.write(text, from, count);
    }

    @Override
    public void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
