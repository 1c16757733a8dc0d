package dev.tokenflow.job.ml;

import java.io.IOException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Predicts a number for each row with boosted trees. */
public final class GbtModel extends ScorerModel<GbtModel> {
    /** Reads what {@link #save} wrote. */
    public static GbtModel load(StreamTableEnvironment env, String path) throws IOException {
        return loadFrom(env, path);
    }
}
