package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;
import org.jspecify.annotations.Nullable;

/**
 * Where a trouble is. What is on one side is one incident, even if its word changes: the clients behind a narrow link
 * say congestion, loss or both, each at its own time.
 */
enum Side {
    NETWORK,
    READER,
    SENDER;

    private static final Side[] ALL = values();

    static int count() {
        return ALL.length;
    }

    /** The side of a word; null when nothing is the matter. */
    @Nullable
    static Side of(Diagnosis word) {
        return switch (word) {
            case CONGESTION, LOSS, CONGESTION_AND_LOSS, OUTAGE -> NETWORK;
            case SLOW_READER -> READER;
            case SLOW_SENDER -> SENDER;
            case UNKNOWN, NORMAL -> null;
        };
    }
}
