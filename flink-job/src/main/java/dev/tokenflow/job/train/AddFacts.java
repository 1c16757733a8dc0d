package dev.tokenflow.job.train;

import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.path.TrainingFacts;
import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.ModelCodec;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** Puts what the training saw among the metrics of a model. */
final class AddFacts extends AbstractStreamOperator<byte[]>
        implements TwoInputStreamOperator<byte[], TrainingFacts, byte[]>, BoundedMultiInput {
    private static final long serialVersionUID = 1L;

    private final PathModel kind;
    private transient byte @Nullable [] model;
    private transient @Nullable TrainingFacts facts;
    private transient int ended;

    AddFacts(PathModel kind) {
        this.kind = kind;
    }

    @Override
    public void processElement1(StreamRecord<byte[]> element) {
        model = element.getValue();
    }

    @Override
    public void processElement2(StreamRecord<TrainingFacts> element) {
        facts = element.getValue();
    }

    @Override
    public void endInput(int input) throws MalformedModelException {
        byte[] bytes = model;
        if (++ended < 2 || bytes == null) {
            return;
        }
        TrainingFacts known = facts;
        output.collect(new StreamRecord<>(
                known == null
                        ? bytes
                        : ModelCodec.encode(ModelCodec.decode(bytes).withMetrics(known.metrics(kind)))));
    }
}
