package dev.tokenflow.gateway.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schema of {@link ConfigFile}, for editors and checks before a file is rolled out. */
public final class ConfigSchema {
    private static final String NAME = "gateway.schema.json";

    private ConfigSchema() {}

    /** The schema as JSON, draft 2020-12. */
    public static String text() {
        try (InputStream in = ConfigSchema.class.getResourceAsStream(NAME)) {
            if (in == null) {
                throw new IllegalStateException(NAME + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
