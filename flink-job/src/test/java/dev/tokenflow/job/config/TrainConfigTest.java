package dev.tokenflow.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainConfigTest {
    @Test
    void aProcessOfItsOwnTrainsEveryTenMinutesUnlessItIsToldOtherwise() {
        assertThat(parse().interval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(parse().once()).isFalse();
        assertThat(parse("--every", "1 min").interval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(parse("--once").once()).isTrue();
    }

    @Test
    void aJobOnAClusterIsNotRepeated() {
        assertThatCode(() -> parse().requireNoInterval()).doesNotThrowAnyException();
        assertThatCode(() -> parse("--once", "--every=1min").requireNoInterval())
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> parse("--every=1min").requireNoInterval())
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("--every is for a training in a process of its own")
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatIsShownHasNoFileAndNoInterval() {
        assertThat(TrainConfig.texts(new String[] {"--once", "--max-rows=500"}, Map.of()))
                .containsEntry("max-rows", "500")
                .containsEntry("history", "60 min")
                .doesNotContainKey("every")
                .hasSize(TrainConfig.keys().size() - 1);
    }

    private static TrainConfig parse(String... args) {
        return TrainConfig.parse(args, Map.of());
    }
}
