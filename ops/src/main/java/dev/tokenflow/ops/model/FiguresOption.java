package dev.tokenflow.ops.model;

import dev.tokenflow.cli.option.OutputFile;
import dev.tokenflow.protocol.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --json}: a file for the figures, besides the text on the screen. */
final class FiguresOption {
    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures to this file.")
    private @Nullable Path file;

    /** Fails before the work is done rather than after. */
    void requireWritable() throws IOException {
        if (file != null) {
            OutputFile.requireWritable("--json", file);
        }
    }

    /** Writes the figures, if a file was asked for. */
    void write(JsonWriter json) throws IOException {
        if (file != null) {
            Files.writeString(file, json + "\n");
        }
    }
}
