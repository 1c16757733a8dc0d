package dev.tokenflow.job.ml;

import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.ml.api.Estimator;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** Grows an isolation forest from a bounded table with a column of {@code double[]}. */
public final class IsolationForestEstimator
        implements Estimator<IsolationForestEstimator, IsolationForestModel>,
                IsolationForestParams<IsolationForestEstimator> {
    private final Map<Param<?>, Object> paramMap = new HashMap<>();

    public IsolationForestEstimator() {
        ParamUtils.initializeMapWithDefaultValues(paramMap, this);
    }

    @Override
    public Map<Param<?>, Object> getParamMap() {
        return paramMap;
    }

    @Override
    public IsolationForestModel fit(Table... inputs) {
        ForestConfig config = new ForestConfig(get(NUM_TREES), get(SUBSAMPLE), get(SEED));
        Table modelData = Fitting.fit(
                inputs[0],
                this,
                (rows, width, labels) -> new IsolationForestTrainer(config).fit(rows, width),
                getFeaturesCol());
        IsolationForestModel model = new IsolationForestModel().setModelData(modelData);
        ParamUtils.updateExistingParams(model, paramMap);
        return model;
    }

    @Override
    public void save(String path) throws IOException {
        ReadWriteUtils.saveMetadata(this, path);
    }

    /** Reads what {@link #save} wrote. */
    public static IsolationForestEstimator load(StreamTableEnvironment env, String path) throws IOException {
        return ReadWriteUtils.loadStageParam(path);
    }
}
