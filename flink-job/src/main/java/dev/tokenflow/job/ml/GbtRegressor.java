package dev.tokenflow.job.ml;

import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.ml.api.Estimator;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Fits boosted trees to a bounded table with a column of {@code double[]} and one of {@code double}. The last rows are
 * used to decide when to stop.
 */
public final class GbtRegressor implements Estimator<GbtRegressor, GbtModel>, GbtParams<GbtRegressor> {
    private final Map<Param<?>, Object> paramMap = new HashMap<>();

    public GbtRegressor() {
        ParamUtils.initializeMapWithDefaultValues(paramMap, this);
    }

    @Override
    public Map<Param<?>, Object> getParamMap() {
        return paramMap;
    }

    @Override
    public GbtModel fit(Table... inputs) {
        BoostingConfig config = config();
        Table modelData = Fitting.fit(
                inputs[0],
                this,
                (rows, width, labels) -> new GradientBoostingTrainer(config).fit(rows, width, labels),
                getFeaturesCol(),
                get(LABEL_COL));
        GbtModel model = new GbtModel().setModelData(modelData);
        ParamUtils.updateExistingParams(model, paramMap);
        return model;
    }

    private BoostingConfig config() {
        double quantile = get(QUANTILE);
        return new BoostingConfig(
                quantile == 0 ? BoostingLoss.SQUARED : BoostingLoss.pinball(quantile),
                get(MAX_TREES),
                get(MAX_LEAVES),
                get(MAX_DEPTH),
                get(LEAST_LEAF),
                get(SHRINKAGE),
                get(ROW_SHARE),
                get(FEATURE_SHARE),
                get(VALIDATION_SHARE),
                get(PATIENCE),
                get(SEED));
    }

    @Override
    public void save(String path) throws IOException {
        ReadWriteUtils.saveMetadata(this, path);
    }

    /** Reads what {@link #save} wrote. */
    public static GbtRegressor load(StreamTableEnvironment env, String path) throws IOException {
        return ReadWriteUtils.loadStageParam(path);
    }
}
