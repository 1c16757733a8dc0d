package dev.tokenflow.job.ml;

import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;
import org.apache.flink.ml.param.WithParams;

/** Columns of every stage here: {@code double[]} in, {@code double} out. */
public interface ScorerParams<T> extends WithParams<T> {
    Param<String> FEATURES_COL = new StringParam(
            "featuresCol", "Column with the inputs, of type double[].", "features", ParamValidators.notNull());

    Param<String> PREDICTION_COL = new StringParam(
            "predictionCol", "Column the model's number is put into.", "prediction", ParamValidators.notNull());

    default String getFeaturesCol() {
        return get(FEATURES_COL);
    }

    default T setFeaturesCol(String column) {
        return set(FEATURES_COL, column);
    }

    default String getPredictionCol() {
        return get(PREDICTION_COL);
    }

    default T setPredictionCol(String column) {
        return set(PREDICTION_COL, column);
    }
}
