package dev.tokenflow.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IncidentConfigTest {
    @Test
    void whoIsHeardOfSeldomIsWaitedForLonger() {
        IncidentConfig standard = IncidentConfig.DEFAULT;

        assertThat(standard.heardEvery(Duration.ofSeconds(10))).isSameAs(standard);
        assertThat(standard.heardEvery(Duration.ofSeconds(20)).silence()).isEqualTo(Duration.ofSeconds(30));
    }
}
