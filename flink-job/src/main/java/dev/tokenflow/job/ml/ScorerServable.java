package dev.tokenflow.job.ml;

import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.saved.TrainedModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.ModelServable;
import org.apache.flink.ml.servable.api.Row;
import org.apache.flink.ml.servable.types.DataTypes;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ServableReadWriteUtils;
import org.jspecify.annotations.Nullable;

/**
 * A model served outside of a table: to data frames, or row by row without making an object.
 *
 * @param <T> the servable itself
 */
public abstract class ScorerServable<T extends ScorerServable<T>> implements ModelServable<T>, ScorerParams<T> {
    private final Map<Param<?>, Object> paramMap = new HashMap<>();
    private @Nullable TrainedModel model;

    ScorerServable() {
        ParamUtils.initializeMapWithDefaultValues(paramMap, this);
    }

    @Override
    public final Map<Param<?>, Object> getParamMap() {
        return paramMap;
    }

    /**
     * Takes model data as {@link ScorerModel#save} writes it.
     *
     * @throws IOException when it is none; what was there before stays
     */
    @Override
    @SuppressWarnings("unchecked") // T is this class
    public final T setModelData(InputStream... inputs) throws IOException {
        byte[] bytes = ModelBytes.read(inputs[0]);
        if (bytes == null) {
            throw new IOException("there is no model in the file");
        }
        try {
            model = ModelCodec.decode(bytes);
        } catch (MalformedModelException e) {
            throw new IOException(e.getMessage(), e);
        }
        return (T) this;
    }

    /** The model that is served. */
    public final TrainedModel model() {
        TrainedModel known = model;
        if (known == null) {
            throw new IllegalStateException("no model was set");
        }
        return known;
    }

    /** The number for one row. */
    public final double score(double[] row) {
        return model().scorer().score(row);
    }

    @Override
    public final DataFrame transform(DataFrame input) {
        int features = input.getIndex(getFeaturesCol());
        List<double[]> rows = new ArrayList<>();
        for (Row row : input.collect()) {
            rows.add(row.getAs(features));
        }
        List<Double> scores =
                Arrays.stream(model().scorer().score(rows)).boxed().toList();
        return input.addColumn(getPredictionCol(), DataTypes.DOUBLE, scores);
    }

    static <S extends ScorerServable<S>> S loadFrom(String path, Class<S> type) throws IOException {
        S servable = ServableReadWriteUtils.loadServableParam(path, type);
        try (InputStream data = ServableReadWriteUtils.loadModelData(path)) {
            return servable.setModelData(data);
        }
    }
}
