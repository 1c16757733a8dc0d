package dev.tokenflow.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is typed wrong is one line and status 2, before anything starts. */
class BadInputTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --foo 1                      | Unknown option
            --network foo                | expected one of [kernel, simulated, auto]
            --duration 1s                | expected at least 8s
            --duration x                 | 'x' is not a time
            --streams 0                  | expected 1 to 1000
            --streams many               | 'many' is not an int
            --arms unpaced               | expected a list with tokenflow in it
            --arms foo                   | 'foo' is no arm
            --timeline garbage           | phase 1 ('garbage')
            --out /dev/null/report       | cannot write to the folder '/dev/null/report'
            --json /dev/null/x.json      | cannot write to the folder '/dev/null'
            """)
    void isOneLine(String arguments, String expected) {
        assertRefused(expected, arguments.split(" "));
    }

    @Test
    void aFolderIsNoFileForJson() throws IOException {
        Path json = Files.createDirectory(folder.resolve("summary.json"));
        assertRefused("is a folder, expected a file", "--out", folder.toString(), "--json", json.toString());
    }

    @Test
    void helpAndVersionAreNotErrors() {
        assertThat(TokenFlow.execute("demo", "--help")).isZero();
        assertThat(TokenFlow.execute("demo", "--version")).isZero();
        assertThat(TokenFlow.execute("clean", "--help")).isZero();
        assertThat(TokenFlow.execute("--version")).isZero();
    }

    private static void assertRefused(String expected, String... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = "demo";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        Said.by(words).assertRefused(expected);
    }
}
