package dev.tokenflow.hints;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HintsMainTest {
    @TempDir
    private Path folder;

    @Test
    void propertiesThatCannotBeReadAreOneLineThatNamesTheFile() throws Exception {
        Path missing = folder.resolve("missing.properties");
        assertThat(said("--kafka-properties", missing.toString()))
                .contains("--kafka-properties " + missing + " cannot be read");
        Path broken = Files.writeString(folder.resolve("broken.properties"), "sasl.mechanism=\\uPLAIN");
        assertThat(said("--kafka-properties", broken.toString()))
                .contains("--kafka-properties " + broken + " is not a file of properties")
                .hasLineCount(1);
    }

    private static String said(String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            assertThat(HintsMain.run(arguments)).isEqualTo(2);
        } finally {
            System.setErr(before);
        }
        return err.toString(StandardCharsets.UTF_8);
    }
}
