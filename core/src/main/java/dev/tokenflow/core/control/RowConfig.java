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
