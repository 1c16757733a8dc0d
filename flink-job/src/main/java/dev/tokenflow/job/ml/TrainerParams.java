package dev.tokenflow.job.ml;

import org.apache.flink.ml.param.LongParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringArrayParam;
import org.apache.flink.ml.param.StringParam;

/** What an estimator writes into the models it trains. */
public interface TrainerParams<T> extends ScorerParams<T> {
    Param<String> MODEL_NAME =
            new StringParam("modelName", "What the model is for.", "model", ParamValidators.notNull());

    Param<String> MODEL_VERSION = new StringParam("modelVersion", "Which one it is.", "1", ParamValidators.notNull());

    Param<String[]> FEATURE_NAMES = new StringArrayParam(
            "featureNames",
            "Names of the inputs, in order; empty: f0, f1, ...",
            new String[0],
            ParamValidators.notNull());

    Param<Long> TRAINED_AT_MS = new LongParam("trainedAtMs", "When it is trained, ms since 1970.", 0L);

    Param<Long> SEED = new LongParam("seed", "The same seed and rows give the same model.", 1L);

    default T setModelName(String name) {
        return set(MODEL_NAME, name);
    }

    default T setModelVersion(String version) {
        return set(MODEL_VERSION, version);
    }

    default T setFeatureNames(String... names) {
        return set(FEATURE_NAMES, names);
    }

    default T setTrainedAtMs(long atMs) {
        return set(TRAINED_AT_MS, atMs);
    }

    default T setSeed(long seed) {
        return set(SEED, seed);
    }
}
