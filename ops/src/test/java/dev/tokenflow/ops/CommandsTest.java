package dev.tokenflow.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.ops.start.CommandWord;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The one root: every word is a command, and everything else is one line and status 2. */
class CommandsTest {
    private static final Path PAGE = Path.of(System.getProperty("tokenflow.root", ".."), "docs", "configuration.md");

    @ParameterizedTest
    @EnumSource(CommandWord.class)
    void everyWordHasAHelpThatNamesIt(CommandWord command) {
        Said said = Said.by(command.word(), "--help");
        assertThat(said.status()).isZero();
        assertThat(said.out()).first().asString().startsWith("Usage: ").contains("tokenflow " + command.word());
        assertThat(Said.by("help", command.word()).out()).isEqualTo(said.out());
        assertThat(Said.by(command.word(), "--version").out())
                .singleElement()
                .asString()
                .matches("TokenFlow \\d+\\.\\d+\\.\\d+");
    }

    @Test
    void helpListsEveryWord() {
        assertThat(Said.by("--help").out()).isEqualTo(CommandWord.help());
        for (CommandWord command : CommandWord.values()) {
            assertThat(CommandWord.help()).anyMatch(line -> line.startsWith("  " + command.word() + " "));
        }
        Said nothing = Said.by();
        assertThat(nothing.status()).isEqualTo(2);
        assertThat(nothing.err()).isEqualTo(CommandWord.help());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dmo           | tokenflow: unknown command 'dmo'; did you mean demo or model; see ./tokenflow --help
            xyz           | tokenflow: unknown command 'xyz'; see ./tokenflow --help
            lab record    | tokenflow: 'lab record' is called './tokenflow record' now
            lab clean     | tokenflow: 'lab clean' is called './tokenflow clean' now
            lab traffic   | tokenflow: 'lab traffic' is called './tokenflow up' now
            lab           | tokenflow: there is no command 'lab' any more; see ./tokenflow --help
            agent --foo   | tokenflow: Unknown option: '--foo'; see ./tokenflow agent --help
            simulator x   | tokenflow: unknown command 'x'; see ./tokenflow simulator --help
            bench windo   | tokenflow: unknown command 'windo'; did you mean window; see ./tokenflow bench --help
            """)
    void whatIsNoCommandIsOneLine(String words, String line) {
        Said said = Said.by(words.split(" "));
        assertThat(said.status()).isEqualTo(2);
        assertThat(said.err()).containsExactly(line);
    }

    @Test
    void theConfigurationPageIsWhatTheCodeSays() throws Exception {
        Said said = Said.by("config");
        assertThat(said.status()).isZero();
        assertThat(Files.readAllLines(PAGE))
                .as("docs/configuration.md is not current: run ./tokenflow config > docs/configuration.md")
                .isEqualTo(said.out());
    }
}
