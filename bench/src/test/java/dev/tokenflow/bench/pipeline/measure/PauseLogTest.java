package dev.tokenflow.bench.pipeline.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PauseLogTest {
    private final PauseLog log = new PauseLog();

    @Test
    void theLongestIsOfThoseThatTouchTheTime() {
        long startNs = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);
        for (int ms : new int[] {0, 10, 20, 60, 61, 70, 95}) {
            log.came(startNs + ms * 1_000_000L);
        }
        assertThat(log.longestMs(startNs, startNs + 90_000_000L)).isEqualTo(40);
        assertThat(log.longestMs(startNs + 61_000_000L, startNs + 69_000_000L)).isEqualTo(9);
        assertThat(log.longestMs(startNs + 61_000_000L, startNs + 71_000_000L)).isEqualTo(25);
        assertThat(log.longestMs(startNs, startNs + 100_000_000L))
                .as("nothing has come since")
                .isGreaterThan(900);
    }

    @Test
    void nothingYetIsNoPause() {
        assertThat(log.longestMs(0, System.nanoTime())).isZero();
    }
}
