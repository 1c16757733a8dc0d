package dev.tokenflow.report.run;

import dev.tokenflow.report.text.Known;
import org.jspecify.annotations.Nullable;

/**
 * What the Flink job counted; {@code null} = unknown.
 *
 * @param eventsIn events decoded
 * @param rejected batches it could not read
 * @param late events behind the watermark
 * @param featuresOut rows of {@code path-features}
 * @param hintsOut rows of {@code pacing-hints}, refreshes included
 */
public record JobFigures(
        @Nullable Long eventsIn,
        @Nullable Long rejected,
        @Nullable Long late,
        @Nullable Long featuresOut,
        @Nullable Long hintsOut) {
    public JobFigures {
        Known.notNegative("events_in", eventsIn);
        Known.notNegative("rejected", rejected);
        Known.notNegative("late", late);
        Known.notNegative("features_out", featuresOut);
        Known.notNegative("hints_out", hintsOut);
    }
}
