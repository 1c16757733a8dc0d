package dev.tokenflow.cli.option;

import dev.tokenflow.cli.input.PropertiesFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --kafka-properties FILE}, to be mixed into a command that talks to Kafka. */
public final class KafkaPropertiesOption {
    private static final String NAME = "--kafka-properties";

    @Option(
            names = NAME,
            paramLabel = "FILE",
            description = "File with more settings of the Kafka clients, such as TLS and passwords.")
    private @Nullable Path file;

    /**
     * The settings in the file; none when no file is given.
     *
     * @throws IllegalArgumentException when the file cannot be read; the message names the option
     */
    public Map<String, String> settings() {
        try {
            return file == null ? Map.of() : PropertiesFile.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(NAME + " " + e.getMessage(), e);
        }
    }
}
