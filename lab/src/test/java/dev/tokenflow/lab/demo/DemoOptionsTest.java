package dev.tokenflow.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tokenflow.lab.network.NetworkChoice;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.sender.Sender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {
    @Test
    void theDefaultsAndTheBoundsAreFine() {
        assertThat(options(65, 30, 50, 400, DemoOptions.ARMS).arms()).isEqualTo(DemoOptions.ARMS);
        options(8, 1, 1, 10, List.of(Sender.HINTED));
        options(8, 1000, 1000, 100_000, List.of(Sender.HINTED, Sender.UNPACED));
    }

    @Test
    void aWrongValueNamesItsOptionAndWhatWasExpected() {
        refused("--duration is 7.0s, expected at least 8s", () -> options(7, 30, 50, 400, DemoOptions.ARMS));
        refused("--streams is 0, expected 1 to 1000", () -> options(65, 0, 50, 400, DemoOptions.ARMS));
        refused(
                "--tokens-per-second is NaN, expected 1 to 1000",
                () -> options(65, 30, Double.NaN, 400, DemoOptions.ARMS));
        refused("--answer-tokens is 9, expected 10 to 100000", () -> options(65, 30, 50, 9, DemoOptions.ARMS));
        refused(
                "--arms is [unpaced], expected a list with paced in it",
                () -> options(65, 30, 50, 400, List.of(Sender.UNPACED)));
        refused(
                "--arms is [paced, paced], expected every arm at most once",
                () -> options(65, 30, 50, 400, List.of(Sender.HINTED, Sender.HINTED)));
        refused(
                "--arms is [paced, fixed], expected unpaced, selfclocked or paced",
                () -> options(65, 30, 50, 400, List.of(Sender.HINTED, Sender.CONSTANT)));
    }

    private static void refused(String message, Runnable options) {
        assertThatIllegalArgumentException().isThrownBy(options::run).withMessage(message);
    }

    private static DemoOptions options(int seconds, int streams, double rate, int tokens, List<Sender> arms) {
        return new DemoOptions(
                NetworkChoice.auto,
                Duration.ofSeconds(seconds),
                streams,
                rate,
                tokens,
                1,
                arms,
                LinkSchedule.demo(),
                "cubic",
                Path.of("out"),
                null,
                false);
    }
}
