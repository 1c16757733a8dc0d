package dev.tokenflow.job.ml;

import java.io.IOException;

/** The same as {@link IsolationForestModel}, without Flink. */
public final class IsolationForestServable extends ScorerServable<IsolationForestServable> {
    /** Reads what {@link IsolationForestModel#save} wrote. */
    public static IsolationForestServable load(String path) throws IOException {
        return loadFrom(path, IsolationForestServable.class);
    }
}
