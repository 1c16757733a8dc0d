package dev.tokenflow.job.ml;

import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.ApiExpression;
import org.apache.flink.table.api.Expressions;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/** From a table to model data. */
final class Fitting {
    private Fitting() {}

    /** A table of one row with the bytes of the model that {@code trainer} makes of these columns. */
    static Table fit(Table input, TrainerParams<?> params, Fit.Trainer trainer, String... columns) {
        for (String column : columns) {
            if (!input.getResolvedSchema().getColumnNames().contains(column)) {
                throw new IllegalArgumentException("there is no column '" + column + "' among "
                        + input.getResolvedSchema().getColumnNames());
            }
        }
        StreamTableEnvironment env = ScorerModel.environment(input);
        ApiExpression[] chosen = new ApiExpression[columns.length];
        for (int i = 0; i < columns.length; i++) {
            chosen[i] = Expressions.$(columns[i]);
        }
        DataStream<Row> rows = env.toDataStream(input.select(chosen));
        DataStream<byte[]> model = rows.transform(
                        "fit " + params.get(TrainerParams.MODEL_NAME), ModelBytes.TYPE, new Fit(params, trainer))
                .setParallelism(1);
        return env.fromDataStream(model).as(ModelBytes.COLUMN);
    }
}
