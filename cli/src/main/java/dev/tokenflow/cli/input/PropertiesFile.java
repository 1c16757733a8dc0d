package dev.tokenflow.cli.input;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A file of Java properties, such as the settings of a Kafka client. */
public final class PropertiesFile {
    private PropertiesFile() {}

    /**
     * Reads all of its settings.
     *
     * @throws IOException when the file cannot be read, or is not a file of properties; the message says which
     */
    public static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " cannot be read: there is no such file", e);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) { // an escape such as \\u12 that is not complete
            throw new IOException(file + " is not a file of properties: " + e.getMessage(), e);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty));
    }
}
