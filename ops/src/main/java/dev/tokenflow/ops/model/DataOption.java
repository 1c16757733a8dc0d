package dev.tokenflow.ops.model;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data}: the table a command reads. */
final class DataOption {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description = "CSV, plain or gzipped, with a first line of names.")
    private Path file = Path.of("");

    /** Where the table is, for messages about it. */
    Path file() {
        return file;
    }

    /**
     * Reads the table.
     *
     * @throws IOException when there is no such file or it is no table
     */
    NumberTable read() throws IOException {
        return NumberTable.read(file);
    }
}
