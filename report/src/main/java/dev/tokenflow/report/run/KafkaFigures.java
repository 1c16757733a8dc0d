package dev.tokenflow.report.run;

import dev.tokenflow.report.text.Known;
import org.jspecify.annotations.Nullable;

/**
 * What went through the broker; {@code null} = unknown.
 *
 * @param batches records in {@code tcp-events}, heartbeats included
 */
public record KafkaFigures(@Nullable Long batches) {
    public KafkaFigures {
        Known.notNegative("batches", batches);
    }
}
