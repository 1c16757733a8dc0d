package dev.tokenflow.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
import dev.tokenflow.lab.network.NetworkChoice;
import dev.tokenflow.simulator.link.LinkSchedule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {
    @Test
    void theDefaultsAndTheBoundsAreFine() {
        assertThat(options(65, 30, 50, 400, DemoOptions.ARMS).arms()).isEqualTo(DemoOptions.ARMS);
        options(8, 1, 1, 10, List.of(Arms.TOKENFLOW));
        options(8, 1000, 1000, 100_000, List.of(Arms.TOKENFLOW, Arms.UNPACED));
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
                "--arms is unpaced, expected a list with tokenflow in it",
                () -> options(65, 30, 50, 400, List.of(Arms.UNPACED)));
        refused(
                "--arms is tokenflow, tokenflow, expected every arm at most once",
                () -> options(65, 30, 50, 400, List.of(Arms.TOKENFLOW, Arms.TOKENFLOW)));
        refused(
                "--arms is tokenflow, chunk4, expected some of unpaced, selfclocked, timer50, tokenflow-plain, gzip,"
                        + " gzip-selfclocked, tokenflow",
                () -> options(65, 30, 50, 400, List.of(Arms.TOKENFLOW, Arms.CHUNK4)));
    }

    private static void refused(String message, Runnable options) {
        assertThatIllegalArgumentException().isThrownBy(options::run).withMessage(message);
    }

    private static DemoOptions options(int seconds, int streams, double rate, int tokens, List<Arm> arms) {
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
