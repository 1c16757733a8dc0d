package dev.tokenflow.job.ml;

import java.io.IOException;

/** The same as {@link GbtModel}, without Flink. */
public final class GbtServable extends ScorerServable<GbtServable> {
    /** Reads what {@link GbtModel#save} wrote. */
    public static GbtServable load(String path) throws IOException {
        return loadFrom(path, GbtServable.class);
    }
}
