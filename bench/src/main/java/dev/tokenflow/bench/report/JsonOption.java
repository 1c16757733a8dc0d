package dev.tokenflow.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --json FILE}, to be mixed into every benchmark. */
public final class JsonOption {
    private static final String NAME = "--json";

    @Option(names = NAME, paramLabel = "FILE", description = "Also write the rows to this file.")
    private @Nullable Path file;

    /** Refuses a file in a folder that does not exist: to be asked first, because measuring takes minutes. */
    public void requireFolder() throws BenchException {
        if (file != null && !Files.isDirectory(file.toAbsolutePath().resolveSibling("."))) {
            throw new BenchException(NAME + " " + file + ": its folder does not exist");
        }
    }

    /** Writes the rows, if the option is given. */
    public void write(BenchReport report) throws BenchException {
        if (file != null) {
            try {
                report.write(file);
            } catch (IOException e) {
                throw new BenchException(NAME + " " + file + " cannot be written: " + e.getMessage());
            }
        }
    }
}
