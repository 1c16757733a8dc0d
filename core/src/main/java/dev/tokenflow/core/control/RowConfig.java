package dev.tokenflow.core.control;

import java.io.Serializable;
import java.time.Duration;

/**
 * How often a path tells those who watch how it is.
 *
 * @param busy least time between two rows of a path of which there is something to tell; 0: a row and a decision at
 *     every slide; default 1 s
 * @param calm time between two rows of a path of which there is nothing to tell; default 10 s
 */
public record RowConfig(Duration busy, Duration calm) implements Serializable {
    public static final RowConfig DEFAULT = new RowConfig(Duration.ofSeconds(1), Duration.ofSeconds(10));

    /**
     * For few clients: a row at the end of every slide in which something was seen. A forecast is learnt from rows of a
     * path that are one and five seconds apart, and where nothing happens the default leaves ten between them.
     */
    public static final RowConfig OFTEN = new RowConfig(Duration.ofMillis(200), Duration.ofMillis(200));

    public RowConfig {
        if (busy.isNegative()) {
            throw new IllegalArgumentException("row interval is " + busy + ", expected 0 or more");
        }
        if (calm.compareTo(busy) < 0) {
            throw new IllegalArgumentException(
                    "calm row interval is " + calm + ", expected at least the row interval, " + busy);
        }
    }
}
