package dev.tokenflow.job.ml;

import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.model.tree.FeatureSchema;
import dev.tokenflow.core.model.tree.Scorer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.types.Row;

/**
 * Gathers all rows, in the order they come, and trains when there are no more. Training needs them all at once: the
 * training set must fit into memory.
 */
final class Fit extends AbstractStreamOperator<byte[]> implements OneInputStreamOperator<Row, byte[]>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private final Trainer trainer;
    private final String name;
    private final String version;
    private final long trainedAtMs;
    private final String[] names;
    private transient List<double[]> rows;
    private transient List<Double> labels;

    /** What is done with the rows. */
    @FunctionalInterface
    interface Trainer extends Serializable {
        /**
         * @param rows one after another
         * @param inputs of a row
         * @param labels of the rows; empty when there are none
         */
        Scorer fit(double[] rows, int inputs, double[] labels);
    }

    @SuppressWarnings("NullAway.Init") // set in open, which Flink calls first
    Fit(TrainerParams<?> params, Trainer trainer) {
        this.trainer = trainer;
        name = params.get(TrainerParams.MODEL_NAME);
        version = params.get(TrainerParams.MODEL_VERSION);
        trainedAtMs = params.get(TrainerParams.TRAINED_AT_MS);
        names = params.get(TrainerParams.FEATURE_NAMES).clone();
    }

    @Override
    public void open() throws Exception {
        super.open();
        rows = new ArrayList<>();
        labels = new ArrayList<>();
    }

    /** Field 0 has the inputs, field 1, if there is one, the label. */
    @Override
    public void processElement(StreamRecord<Row> element) {
        Row row = element.getValue();
        double[] inputs = (double[]) row.getField(0);
        if (inputs == null || (!rows.isEmpty() && inputs.length != rows.get(0).length)) {
            throw new IllegalArgumentException("row " + rows.size() + " has " + (inputs == null ? "no" : inputs.length)
                    + " inputs, expected as many as the first");
        }
        rows.add(inputs.clone());
        if (row.getArity() > 1) {
            Object label = row.getField(1);
            if (!(label instanceof Number number)) {
                throw new IllegalArgumentException("row " + labels.size() + " has the label " + label);
            }
            labels.add(number.doubleValue());
        }
    }

    @Override
    public void endInput() {
        if (rows.isEmpty()) {
            return; // nothing to learn from: no model
        }
        int inputs = rows.get(0).length;
        double[] flat = new double[rows.size() * inputs];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, flat, i * inputs, inputs);
        }
        double[] targets = labels.stream().mapToDouble(Double::doubleValue).toArray();
        Scorer scorer = trainer.fit(flat, inputs, targets);
        TrainedModel model = new TrainedModel(
                name, version, trainedAtMs, schema(inputs), Map.of("training_rows", (double) rows.size()), scorer);
        output.collect(new StreamRecord<>(ModelCodec.encode(model)));
    }

    private FeatureSchema schema(int inputs) {
        List<String> all = new ArrayList<>(Arrays.asList(names));
        for (int i = all.size(); names.length == 0 && i < inputs; i++) {
            all.add("f" + i);
        }
        return new FeatureSchema(all);
    }
}
