package dev.tokenflow.bench.window;

import java.time.Duration;

/** One variant, ready to be measured again and again on the same events. */
interface Contestant {
    /** Measures for about {@code wall}; start-up is not counted. */
    Round race(Duration wall) throws Exception;
}
