package dev.tokenflow.ops.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final Duration NONE = Duration.ZERO;
    private static final Duration SOME = Duration.ofMillis(100);

    @Test
    void saysWhatWasTyped() {
        assertThat(new Faults(SOME, Duration.ofMillis(20), 0.02, 2_000_000).describe())
                .isEqualTo("delay 100ms, jitter 20ms, loss 2%, rate 2mbit");
        assertThat(new Faults(NONE, NONE, 0.0005, 0).describe()).isEqualTo("loss 0.05%");
        assertThat(new Faults(NONE, NONE, 1, 0).describe()).isEqualTo("loss 100%");
        assertThat(new Faults(NONE, NONE, 0, 1_500_000_000).describe()).isEqualTo("rate 1.5gbit");
        assertThat(new Faults(NONE, NONE, 0, 64_500).describe()).isEqualTo("rate 64.5kbit");
    }

    @Test
    void refusesNothingAndTooMuch() {
        assertThatThrownBy(() -> new Faults(NONE, NONE, 0, 0)).hasMessageContaining("nothing is to go wrong");
        assertThatThrownBy(() -> new Faults(Duration.ofMinutes(2), NONE, 0, 0)).hasMessageContaining("--delay");
        assertThatThrownBy(() -> new Faults(SOME, SOME.plusMillis(1), 0, 0)).hasMessageContaining("--jitter");
        assertThatThrownBy(() -> new Faults(NONE, NONE, 1.01, 0)).hasMessageContaining("--loss");
        assertThatThrownBy(() -> new Faults(NONE, NONE, 0, 7_999)).hasMessageContaining("--rate");
        assertThatThrownBy(() -> new Faults(NONE, NONE, 0, 10_000_000_001L)).hasMessageContaining("--rate");
    }
}
