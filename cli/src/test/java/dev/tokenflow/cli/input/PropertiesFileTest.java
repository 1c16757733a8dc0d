package dev.tokenflow.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertiesFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsEverySettingAndSkipsComments() throws IOException {
        Path file = Files.writeString(folder.resolve("kafka.properties"), """
                # who we are
                security.protocol=SASL_SSL
                client.rack = a
                """);
        assertThat(PropertiesFile.read(file)).isEqualTo(Map.of("security.protocol", "SASL_SSL", "client.rack", "a"));
    }

    @Test
    void namesAFileThatIsNotThere() {
        Path file = folder.resolve("none");
        assertThatThrownBy(() -> PropertiesFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + " cannot be read: there is no such file");
    }

    @Test
    void namesAFileThatIsNotOfProperties() throws IOException {
        Path file = Files.writeString(folder.resolve("bad"), "key=\\u12");
        assertThatThrownBy(() -> PropertiesFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " is not a file of properties: ");
    }
}
