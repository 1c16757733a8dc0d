package dev.tokenflow.report.run;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** {@code summary.json}: a {@link RunSummary} with snake-case names and {@code null} for what is unknown. */
public final class SummaryFile {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(instants())
            .defaultPrettyPrinter(printer())
            .build();

    private SummaryFile() {}

    /** The text of the file, ending in a line feed. */
    static String toJson(RunSummary summary) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(summary) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a summary could not be written as JSON", e);
        }
    }

    /** Writes the file, replacing what was there. */
    public static void write(RunSummary summary, Path file) throws IOException {
        Files.writeString(file, toJson(summary));
    }

    /**
     * Reads a file that {@link #write} wrote; fields of later versions are skipped.
     *
     * @throws IOException when it cannot be read or is not a summary
     */
    public static RunSummary read(Path file) throws IOException {
        return MAPPER.readValue(Files.readString(file), RunSummary.class);
    }

    private static SimpleModule instants() {
        return new SimpleModule()
                .addSerializer(Instant.class, new StdScalarSerializer<>(Instant.class) {
                    @Override
                    public void serialize(Instant value, JsonGenerator out, SerializerProvider provider)
                            throws IOException {
                        out.writeString(value.toString());
                    }
                })
                .addDeserializer(Instant.class, new FromStringDeserializer<>(Instant.class) {
                    @Override
                    protected Instant _deserialize(String value, DeserializationContext context) {
                        return Instant.parse(value);
                    }
                });
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    }
}
