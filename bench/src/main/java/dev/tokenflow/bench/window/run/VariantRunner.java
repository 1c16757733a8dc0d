package dev.tokenflow.bench.window.run;

import java.time.Duration;

/** One variant, ready to be measured again and again on the same events. */
public interface VariantRunner {
    /**
     * Measures for about {@code wall}; start-up is not counted.
     *
     * @param fillWall longest time before that in which windows may fill
     */
    Round measure(Duration fillWall, Duration wall) throws Exception;
}
