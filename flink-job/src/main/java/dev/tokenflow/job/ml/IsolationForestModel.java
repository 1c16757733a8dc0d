package dev.tokenflow.job.ml;

import java.io.IOException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Scores rows with an isolation forest: an unusual row gets a score near 1, an ordinary one well below one half. */
public final class IsolationForestModel extends ScorerModel<IsolationForestModel> {
    /** Reads what {@link #save} wrote. */
    public static IsolationForestModel load(StreamTableEnvironment env, String path) throws IOException {
        return loadFrom(env, path);
    }
}
