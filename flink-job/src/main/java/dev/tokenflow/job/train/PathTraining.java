package dev.tokenflow.job.train;

import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.path.TrainingRow;
import dev.tokenflow.job.config.TrainConfig;
import dev.tokenflow.job.ml.GbtParams;
import dev.tokenflow.job.ml.GbtRegressor;
import dev.tokenflow.job.ml.IsolationForestEstimator;
import dev.tokenflow.job.ml.ModelBytes;
import dev.tokenflow.job.record.ModelUpdate;
import java.util.List;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/** One path model after the other: its rows as a table, our Flink ML estimator on them, and the judge behind it. */
public final class PathTraining {
    private static final RowTypeInfo COLUMNS = new RowTypeInfo(
            new TypeInformation<?>[] {PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO, Types.DOUBLE},
            new String[] {"features", "label"});

    // Every reading needs four forecasts, so the trees are few and shallow, and each of them learns more.
    private static final int DEPTH = 5;
    private static final double SHRINKAGE = 0.2;

    private PathTraining() {}

    /** What can be learnt from rows of the feature topic. */
    public static SingleOutputStreamOperator<TrainingRow> gather(DataStream<String> rows, TrainConfig config) {
        return rows.transform(
                        "gather-rows",
                        TypeInformation.of(TrainingRow.class),
                        new GatherRows(
                                config.heldShare(),
                                config.maxRows(),
                                config.history().toMillis()))
                .setParallelism(1);
    }

    /**
     * Trains a model and lets it through if it is good.
     *
     * @param rows as {@link #gather gathered}
     * @param known versions of the model that are kept, newest first
     */
    public static DataStream<ModelUpdate> train(
            PathModel model,
            SingleOutputStreamOperator<TrainingRow> rows,
            TrainConfig config,
            long nowMs,
            List<String> known) {
        long horizonMs = model.horizonMs();
        DataStream<TrainingRow> own = rows.filter(row -> row.horizonMs() == horizonMs);
        StreamTableEnvironment env = StreamTableEnvironment.create(rows.getExecutionEnvironment());
        Table fitted = env.fromDataStream(own.filter(row -> !row.held())
                .map(row -> Row.of(row.inputs(), row.label()))
                .returns(COLUMNS));
        Table modelData = model.isForecast()
                ? forecast(model, config, nowMs).fit(fitted).getModelData()[0]
                : forest(model, config, nowMs).fit(fitted).getModelData()[0];
        return ModelBytes.of(modelData)
                .connect(rows.getSideOutput(GatherRows.FACTS))
                .transform("add facts to " + model.word(), ModelBytes.TYPE, new AddFacts(model))
                .setParallelism(1)
                .connect(own.filter(TrainingRow::held))
                .transform(
                        "judge " + model.word(),
                        TypeInformation.of(ModelUpdate.class),
                        new JudgeModel(model, config.maxModelBytes(), known, config.keptVersions()))
                .setParallelism(1);
    }

    private static IsolationForestEstimator forest(PathModel model, TrainConfig config, long nowMs) {
        return new IsolationForestEstimator()
                .setNumTrees(config.trees())
                .setSubsample(config.subsample())
                .setSeed(config.seed())
                .setModelName(model.word())
                .setModelVersion(config.version())
                .setTrainedAtMs(nowMs)
                .setFeatureNames(names(model));
    }

    private static GbtRegressor forecast(PathModel model, TrainConfig config, long nowMs) {
        return new GbtRegressor()
                .setQuantile(model.quantile())
                .setMaxTrees(config.maxTrees())
                .setMaxLeaves(config.maxLeaves())
                .set(GbtParams.MAX_DEPTH, DEPTH)
                .set(GbtParams.SHRINKAGE, SHRINKAGE)
                .setSeed(config.seed())
                .setModelName(model.word())
                .setModelVersion(config.version())
                .setTrainedAtMs(nowMs)
                .setFeatureNames(names(model));
    }

    private static String[] names(PathModel model) {
        return model.schema().names().toArray(String[]::new);
    }
}
