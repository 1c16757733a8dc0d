package dev.tokenflow.ops.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.ops.Said;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is typed wrong is one line and status 2, for everybody on every system. */
class ChaosInputTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --rate 2mbit --for 5s                           | --dev is missing
            --dev x0 --rate 2mbit                           | --for is missing
            --dev x0 --for 5s                               | nothing is to go wrong
            --dev x0 --for 0s --rate 2mbit                  | --for is 0.0 s
            --dev x0 --for 25h --rate 2mbit                 | at most 24h
            --dev x0 --for -5s --rate 2mbit                 | '-5s' is not a time
            --dev x0 --for soon --rate 2mbit                | 'soon' is not a time
            --dev x0 --for 5s --rate 2                      | '2' is not a rate
            --dev x0 --for 5s --rate 2mb                    | '2mb' is not a rate
            --dev x0 --for 5s --rate 0mbit                  | --rate is 0
            --dev x0 --for 5s --rate 1kbit                  | expected 8kbit to 10gbit
            --dev x0 --for 5s --rate 999999999gbit          | expected 8kbit to 10gbit
            --dev x0 --for 5s --loss 2                      | '2' is more than all
            --dev x0 --for 5s --loss 101%                   | '101%' is more than all
            --dev x0 --for 5s --loss -1%                    | '-1%' is not a share
            --dev x0 --for 5s --loss 0%                     | --loss is 0
            --dev x0 --for 5s --delay 0ms                   | --delay is 0
            --dev x0 --for 5s --delay 2m                    | expected up to 1min
            --dev x0 --for 5s --jitter 20ms                 | no more than the --delay
            --dev x0 --for 5s --delay 10ms --jitter 20ms    | no more than the --delay
            --dev x0 --for 5s --rate 2mbit --foo            | Unknown option
            undo --foo                                      | Unknown option
            status x                                        | Unmatched argument
            """)
    void isOneLine(String arguments, String expected) {
        String[] words = Stream.concat(Stream.of("chaos"), Stream.of(arguments.split(" ")))
                .toArray(String[]::new);
        Said said = Said.by(words);
        assertThat(said.out()).isEmpty();
        said.assertRefused(expected);
    }

    @Test
    void helpIsNoError() {
        assertThat(Said.by("chaos", "--help").out()).anyMatch(line -> line.contains("--rate=RATE"));
        assertThat(Said.by("chaos", "undo", "--help").status()).isZero();
        assertThat(Said.by("chaos", "status", "--version").status()).isZero();
    }
}
