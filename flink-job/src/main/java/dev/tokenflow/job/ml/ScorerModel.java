package dev.tokenflow.job.ml;

import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.tree.Scorer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.ml.api.Model;
import org.apache.flink.ml.common.datastream.TableUtils;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.util.ParamUtils;
import org.apache.flink.ml.util.ReadWriteUtils;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.internal.TableImpl;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * A model that puts a number behind every row. Its model data is a table of one column and row: the bytes of
 * {@link ModelCodec}, which are also what the topic {@code models} carries.
 *
 * @param <T> the model itself
 */
public abstract class ScorerModel<T extends ScorerModel<T>> implements Model<T>, ScorerParams<T> {
    private static final MapStateDescriptor<String, byte[]> STATE = new MapStateDescriptor<>(
            "model", BasicTypeInfo.STRING_TYPE_INFO, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final Map<Param<?>, Object> paramMap = new HashMap<>();
    private @Nullable Table modelData;

    ScorerModel() {
        ParamUtils.initializeMapWithDefaultValues(paramMap, this);
    }

    @Override
    public final Map<Param<?>, Object> getParamMap() {
        return paramMap;
    }

    @Override
    @SuppressWarnings("unchecked") // T is this class
    public final T setModelData(Table... inputs) {
        modelData = inputs[0];
        return (T) this;
    }

    @Override
    public final Table[] getModelData() {
        return new Table[] {data()};
    }

    @Override
    public final Table[] transform(Table... inputs) {
        Table input = inputs[0];
        RowTypeInfo before = TableUtils.getRowTypeInfo(input.getResolvedSchema());
        int columns = before.getArity();
        TypeInformation<?>[] types = Arrays.copyOf(before.getFieldTypes(), columns + 1);
        String[] names = Arrays.copyOf(before.getFieldNames(), columns + 1);
        types[columns] = Types.DOUBLE;
        names[columns] = getPredictionCol();
        int features = before.getFieldIndex(getFeaturesCol());
        if (features < 0) {
            throw new IllegalArgumentException(
                    "there is no column '" + getFeaturesCol() + "' among " + Arrays.toString(before.getFieldNames()));
        }
        StreamTableEnvironment env = environment(input);
        DataStream<Row> scored = env.toDataStream(input)
                .connect(ModelBytes.of(data()).broadcast(STATE))
                .process(new Score(features))
                .returns(new RowTypeInfo(types, names))
                .name("score");
        return new Table[] {env.fromDataStream(scored)};
    }

    @Override
    public final void save(String path) throws IOException {
        ReadWriteUtils.saveMetadata(this, path);
        ReadWriteUtils.saveModelData(ModelBytes.of(data()), path, new ModelBytes.Writer());
    }

    static <M extends ScorerModel<M>> M loadFrom(StreamTableEnvironment env, String path) throws IOException {
        M model = ReadWriteUtils.loadStageParam(path);
        return model.setModelData(
                ReadWriteUtils.loadModelData(env, path, new ModelBytes.Format()).as(ModelBytes.COLUMN));
    }

    static StreamTableEnvironment environment(Table table) {
        return (StreamTableEnvironment) ((TableImpl) table).getTableEnvironment();
    }

    private Table data() {
        Table known = modelData;
        if (known == null) {
            throw new IllegalStateException("the model has no data: fit an estimator, load it, or set it");
        }
        return known;
    }

    /** Rows wait until the model is there. */
    private static final class Score extends BroadcastProcessFunction<Row, byte[], Row> {
        private static final long serialVersionUID = 1L;

        private final int features;
        private transient @Nullable Scorer scorer;
        private transient @Nullable List<Row> waiting;

        Score(int features) {
            this.features = features;
        }

        @Override
        public void processElement(Row row, ReadOnlyContext context, Collector<Row> out) throws Exception {
            Scorer known = scorer;
            if (known == null) {
                byte[] kept = context.getBroadcastState(STATE).get("model");
                known = kept == null ? null : ModelCodec.decode(kept).scorer();
                scorer = known;
            }
            if (known == null) {
                List<Row> rows = waiting == null ? new ArrayList<>() : waiting;
                rows.add(Row.copy(row));
                waiting = rows;
                return;
            }
            out.collect(score(known, row));
        }

        @Override
        public void processBroadcastElement(byte[] bytes, Context context, Collector<Row> out) throws Exception {
            Scorer read = ModelCodec.decode(bytes).scorer();
            context.getBroadcastState(STATE).put("model", bytes);
            scorer = read;
            if (waiting != null) {
                List<double[]> inputs = new ArrayList<>(waiting.size());
                for (Row row : waiting) {
                    inputs.add(inputs(read, row));
                }
                double[] scores = read.score(inputs);
                for (int i = 0; i < scores.length; i++) {
                    out.collect(Row.join(waiting.get(i), Row.of(scores[i])));
                }
                waiting = null;
            }
        }

        private Row score(Scorer known, Row row) throws MalformedModelException {
            return Row.join(row, Row.of(known.score(inputs(known, row))));
        }

        private double[] inputs(Scorer known, Row row) throws MalformedModelException {
            double[] inputs = (double[]) row.getField(features);
            if (inputs == null || inputs.length != known.inputs()) {
                throw new MalformedModelException("the model takes " + known.inputs() + " inputs, a row has "
                        + (inputs == null ? "none" : inputs.length));
            }
            return inputs;
        }
    }
}
