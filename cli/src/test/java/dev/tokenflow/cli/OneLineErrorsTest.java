package dev.tokenflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.cli.option.KafkaPropertiesOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class OneLineErrorsTest {
    @Command(name = "tool", mixinStandardHelpOptions = true, subcommands = Send.class)
    private static final class Tool {}

    @Command(name = "send", mixinStandardHelpOptions = true)
    private static final class Send implements Callable<Integer> {
        @Mixin
        private KafkaPropertiesOption kafka = new KafkaPropertiesOption();

        @Option(names = "--fail", defaultValue = "")
        private String failure = "";

        @Override
        public Integer call() throws Exception {
            kafka.settings();
            switch (failure) {
                case "io" -> throw new IOException("the disk is full");
                case "command" -> throw new CommandException("this needs root");
                case "mistake" -> throw new IllegalStateException("a mistake in the code");
                default -> {
                    return 0;
                }
            }
        }
    }

    private final StringWriter said = new StringWriter();

    @Test
    void namesAnUnknownCommandAndOneLikeIt() {
        assertRefused("tokenflow: unknown command 'sent'; did you mean send; see ./tool --help", "sent");
    }

    @Test
    void namesAnUnknownCommandThatIsLikeNothing() {
        assertRefused("tokenflow: unknown command 'x'; see ./tool --help", "x");
    }

    @Test
    void namesAnUnknownOptionOfTheCommandThatGotIt() {
        assertRefused(
                "tokenflow: Unknown option: '--fall'; did you mean --fail; see ./tool send --help", "send", "--fall");
    }

    @Test
    void saysWhatTheMachineRefusedInOneLine() {
        assertRefused("tokenflow: the disk is full", "send", "--fail", "io");
        assertRefused("tokenflow: this needs root", "send", "--fail", "command");
    }

    @Test
    void namesTheOptionWhoseFileCannotBeRead() {
        assertRefused(
                "tokenflow: --kafka-properties /none cannot be read: there is no such file",
                "send",
                "--kafka-properties",
                "/none");
    }

    @Test
    void keepsTheStackTraceOfAMistake() {
        assertThat(execute("send", "--fail", "mistake")).isEqualTo(1);
        assertThat(said.toString()).contains("IllegalStateException: a mistake in the code", "\tat ");
    }

    @Test
    void everyCommandHasTheVersion() {
        assertThat(execute("send", "--version")).isZero();
        assertThat(said.toString()).matches("TokenFlow \\d+\\.\\d+\\.\\d+\\R");
    }

    private void assertRefused(String line, String... arguments) {
        said.getBuffer().setLength(0);
        assertThat(execute(arguments)).isEqualTo(2);
        assertThat(said.toString().lines()).containsExactly(line);
    }

    private int execute(String... arguments) {
        PrintWriter out = new PrintWriter(said, true);
        return OneLineErrors.applyTo(new CommandLine(new Tool()))
                .setOut(out)
                .setErr(out)
                .execute(arguments);
    }
}
