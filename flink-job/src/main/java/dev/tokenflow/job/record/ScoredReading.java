package dev.tokenflow.job.record;

import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.path.PathReading;

/**
 * A reading and what the models say of it.
 *
 * @param reading the path
 * @param score the models' word
 */
public record ScoredReading(PathReading reading, PathScore score) {
    /** Name of the path: the same as the Kafka key of its hint. */
    public String path() {
        return reading.path();
    }
}
