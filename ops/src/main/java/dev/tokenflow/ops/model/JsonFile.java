package dev.tokenflow.ops.model;

import dev.tokenflow.protocol.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where {@code --json} goes. */
final class JsonFile {
    private JsonFile() {}

    /** Fails before the work is done rather than after. */
    static void requireWritable(@Nullable Path file) throws IOException {
        if (file != null) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
                throw new IOException(
                        "--json: cannot write to '" + file + "', expected a file in a folder that is there");
            }
        }
    }

    static void write(@Nullable Path file, JsonWriter json) throws IOException {
        if (file != null) {
            Files.writeString(file, json + "\n");
        }
    }
}
