package dev.tokenflow.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A command that was run in this process, and what it said.
 *
 * @param status exit status
 * @param out lines on standard output
 * @param err lines on standard error
 */
public record Said(int status, List<String> out, List<String> err) {
    /** Runs {@code ./tokenflow} with these words, the first being one that {@link TokenFlow} knows. */
    public static Said by(String... words) {
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int status = TokenFlow.execute(words);
            return new Said(status, lines(out), lines(err));
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    /** It was called wrongly and said so in one line, which holds {@code expected}. */
    public void assertRefused(String expected) {
        assertThat(status).isEqualTo(2);
        assertThat(err).singleElement().asString().startsWith("tokenflow: ").contains(expected);
    }

    private static List<String> lines(ByteArrayOutputStream said) {
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
