package dev.tokenflow.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.core.control.RowConfig;
import dev.tokenflow.core.window.RollMode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigTest {
    @Test
    void nothingGivenIsTheDefault() {
        assertThat(parse()).isEqualTo(JobConfig.on("127.0.0.1:9092"));
    }

    @Test
    void theCommandLineWinsOverTheEnvironment() {
        JobConfig config = JobConfig.parse(
                new String[] {"--slide=100 ms", "--ttl", "3s", "--start-from", "earliest"},
                Map.of("TOKENFLOW_SLIDE", "500 ms", "TOKENFLOW_BOOTSTRAP_SERVERS", "kafka:9092"));

        assertThat(config.window().slide()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.lifetime().ttl()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.kafka().startFrom()).isEqualTo(StartFrom.EARLIEST);
        assertThat(config.kafka().bootstrapServers()).isEqualTo("kafka:9092");
    }

    @Test
    void aRowAtEverySlideIsADecisionAtEverySlide() {
        assertThat(parse().rollMode()).isEqualTo(RollMode.ON_NEWS);
        assertThat(parse("--row-interval=0ms").rollMode()).isEqualTo(RollMode.EVERY_SLIDE);
        assertThat(parse("--row-interval=2s", "--calm-row-interval", "20s", "--pace=50ms"))
                .satisfies(config -> assertThat(config.rows())
                        .isEqualTo(new RowConfig(Duration.ofSeconds(2), Duration.ofSeconds(20))))
                .satisfies(config -> assertThat(config.window().pace()).isEqualTo(Duration.ofMillis(50)));
    }

    /** Key, value and what was expected. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--slide=soon | --slide is 'soon', expected a duration such as 200 ms, 10 s, 5 min or 1 h",
                "--slide=300ms | window is PT10S, expected a whole multiple of the slide, PT0.3S",
                "--parallelism=0 | --parallelism is '0', expected a whole number of at least 1",
                "--headroom=2 | headroom is 2.0, expected 0 to 1, exclusive",
                "--rate-cap=NaN | --rate-cap is 'NaN', expected a number",
                "--start-from=now | --start-from is 'now', expected latest or earliest or committed",
                "--group= | --group is '', expected a text that is not blank",
                "--ttl=0ms | ttl is PT0S, expected more than 0",
                "--kafka-properties=/no/such/file | --kafka-properties is '/no/such/file', expected a file of"
                        + " properties that can be read (/no/such/file cannot be read: there is no such file)",
                "--horizon=300ms | --horizon (TOKENFLOW_HORIZON) is now called --short-window (TOKENFLOW_SHORT_WINDOW)",
                "--spread=20ms | --spread (TOKENFLOW_SPREAD) is now called --stagger (TOKENFLOW_STAGGER)",
                "--path-partitions=16 | --path-partitions (TOKENFLOW_PATH_PARTITIONS) is now called --path-groups"
                        + " (TOKENFLOW_PATH_GROUPS)",
                "--path-groups=129 | path groups is 129, expected 1 to 128",
                "--pace=90ms | pace is PT0.09S, expected a whole multiple of the pane, PT0.025S",
                "--row-interval=20s | calm row interval is PT10S, expected at least the row interval, PT20S",
                "--incident-clients=1 | --incident-clients is '1', expected a whole number of at least 2",
                "--incident-share=1 | incident share is 1.0, expected more than 0 and less than 1",
                "--incident-quiet=0s | incident quiet is PT0S, expected more than 0",
                "--incident-slow-factor=1 | incident slow factor is 1.0, expected more than 1",
                "--colour=red | --colour is unknown, see --help",
                "--ttl | --ttl has no value",
                "ttl | 'ttl' is not an option, expected --key value",
            })
    void aWrongValueIsNamedWithWhatWasExpected(String arg, String message) {
        assertThatThrownBy(() -> parse(arg)).isInstanceOf(ConfigException.class).hasMessage(message);
    }

    @Test
    void theHelpNamesEveryKeyWithItsDefault() {
        assertThat(JobConfig.help())
                .contains("--bootstrap-servers")
                .contains("--slide")
                .contains("[200 ms]")
                .contains("[10 min]")
                .contains("--lossy-share");
    }

    private static JobConfig parse(String... args) {
        return JobConfig.parse(args, Map.of());
    }
}
