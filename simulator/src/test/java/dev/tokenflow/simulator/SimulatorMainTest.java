package dev.tokenflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Bad input: exit status 2 and one line that names what is wrong. */
class SimulatorMainTest {
    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("serve --nonsense", "Unknown option"),
                Arguments.of("serve --port x", "--port"),
                Arguments.of("serve --port 70000", "port is 70000, expected 0 to 65535"),
                Arguments.of(
                        "serve --sender fast",
                        "sender 'fast' is unknown, expected one of unpaced, selfclocked, constant, timer, hinted,"
                                + " budgeted"),
                Arguments.of("serve --sender paced", "sender 'paced' is now called 'hinted'"),
                Arguments.of("serve --arm hinted", "--arm is now called --sender"),
                Arguments.of("serve --sender unpaced --chunk 4", "only the sender constant takes them"),
                Arguments.of("serve --sender constant --chunk 0.5", "the chunk is 0.5 tokens, expected 1"),
                Arguments.of("serve --sender constant --rate -3", "the rate is -3.0 tokens/s, expected > 0"),
                Arguments.of("serve --sender unpaced --hints http://127.0.0.1:1", "only the sender hinted obeys hints"),
                Arguments.of("serve --hints http://127.0.0.1:1 --hint-mode push", "push"),
                Arguments.of("serve --hints ftp://x", "ftp://x"),
                Arguments.of("serve --compress br", "--compress is 'br', expected gzip or none"),
                Arguments.of(
                        "read --url http://127.0.0.1:1 --out out.log --accept-encoding br",
                        "--accept-encoding is 'br', expected gzip or none"),
                Arguments.of("serve --tokens-per-second 0", "tokens per second is 0.0"),
                Arguments.of("serve --answer-tokens many", "'many' is no number of tokens, expected one such as 400"),
                Arguments.of("serve --answer-tokens 0", "the number of tokens is 0-0"),
                Arguments.of("serve --delta-tokens 80-50", "the number of tokens is 80-50"),
                Arguments.of("serve --delta-every 450ms --tokens-per-second 9", "give one of them"),
                Arguments.of("serve --script klingon", "script 'klingon' is unknown, expected one of english"),
                Arguments.of("serve --jitter 1", "the jitter is 1.0, expected 0 or more and less than 1"),
                Arguments.of("serve --prefill soon", "'soon' is not a time"),
                Arguments.of("serve --prefill-per-token -1", "--prefill-per-token is -1.0 ms"),
                Arguments.of("serve --reasoning-tokens -1", "reasoning tokens is -1, expected 0 to"),
                Arguments.of("serve --tool-calls 99", "tool calls is 99, expected 0 to 16"),
                Arguments.of("serve --max-streams 0", "max streams is 0, expected at least 1"),
                Arguments.of("serve --fault status=200", "the fault 'status=200' cannot be, expected status=400"),
                Arguments.of("serve --fault boom", "the fault is 'boom', expected status=400"),
                Arguments.of("read --out /tmp/x", "--url"),
                Arguments.of(
                        "read --url http://127.0.0.1:1 --out /does/not/exist", "cannot write --out /does/not/exist"),
                Arguments.of("read --url nothing --out out.log", "expected http://host:port"),
                Arguments.of("read --url http://127.0.0.1:1 --out out.log --streams 0", "streams is 0"),
                Arguments.of("read --url http://127.0.0.1:1 --out out.log --duration 0", "the duration is 0.0 s"),
                Arguments.of(
                        "read --url http://no-such-host.invalid --out out.log",
                        "the host of http://no-such-host.invalid is unknown"),
                Arguments.of("fly", "fly"),
                Arguments.of("", "subcommand"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongArgumentsAreNamedInOneLine(String arguments, String complaint) {
        Outcome outcome = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertThat(outcome.err()).contains(complaint).hasLineCount(1);
        assertThat(outcome.status()).isEqualTo(2);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Outcome outcome = run("serve", "--host", "127.0.0.1", "--port", String.valueOf(taken.getLocalPort()));
            assertThat(outcome.err())
                    .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasLineCount(1);
            assertThat(outcome.status()).isEqualTo(2);
        }
    }

    private record Outcome(int status, String err) {}

    private static Outcome run(String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine command = SimulatorMain.commandLine().setErr(new PrintWriter(err, true));
        return new Outcome(command.execute(arguments), err.toString());
    }
}
