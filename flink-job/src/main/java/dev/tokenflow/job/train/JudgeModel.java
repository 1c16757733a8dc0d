package dev.tokenflow.job.train;

import dev.tokenflow.core.model.path.ModelCards;
import dev.tokenflow.core.model.path.ModelJudge;
import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.path.TrainingRow;
import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.protocol.model.ModelCard;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a model through when it is better than the simple rivals it is judged against, and adds the results as its
 * metrics. A model that is too large for one record is refused, never cut.
 */
final class JudgeModel extends AbstractStreamOperator<ModelUpdate>
        implements TwoInputStreamOperator<byte[], TrainingRow, ModelUpdate>, BoundedMultiInput {
    /** One line for people and model. */
    static final String VERDICTS = "verdicts";

    /** Models that are let through. */
    static final String PUBLISHED = "published";

    private static final long serialVersionUID = 1L;
    private static final Logger TOLD = LoggerFactory.getLogger(JudgeModel.class);

    private final PathModel kind;
    private final int maxBytes;
    private final ArrayList<String> known;
    private final int kept;
    private final ListAccumulator<String> verdicts = new ListAccumulator<>();
    private final ListAccumulator<String> published = new ListAccumulator<>();
    private transient @Nullable List<TrainingRow> held;
    private transient byte @Nullable [] model;
    private transient int ended;

    /**
     * @param maxBytes largest model that is let through
     * @param known versions of this model that are kept, newest first
     * @param kept most versions that are to be
     */
    JudgeModel(PathModel kind, int maxBytes, List<String> known, int kept) {
        this.kind = kind;
        this.maxBytes = maxBytes;
        this.known = new ArrayList<>(known);
        this.kept = kept;
    }

    @Override
    public void open() throws Exception {
        super.open();
        held = new ArrayList<>();
        getRuntimeContext().addAccumulator(VERDICTS, verdicts);
        getRuntimeContext().addAccumulator(PUBLISHED, published);
    }

    @Override
    public void processElement1(StreamRecord<byte[]> element) {
        model = element.getValue();
    }

    @Override
    public void processElement2(StreamRecord<TrainingRow> element) {
        rows().add(element.getValue());
    }

    @Override
    public void endInput(int input) throws Exception {
        if (++ended < 2) {
            return;
        }
        byte[] bytes = model;
        if (bytes == null) {
            tell(kind.word() + ": not trained, there are no rows to learn from (see --row-interval of the job)");
            return;
        }
        judge(bytes);
    }

    private void judge(byte[] bytes) throws MalformedModelException {
        ModelJudge.Verdict verdict = ModelJudge.judge(kind, ModelCodec.decode(bytes), rows());
        byte[] content = ModelCodec.encode(verdict.model());
        boolean fits = content.length <= maxBytes;
        String size = String.format(java.util.Locale.ROOT, "%,d bytes", content.length);
        if (!fits) {
            tell(kind.word() + ": refused, it has " + size + " and at most " + maxBytes
                    + " can be published: grow fewer or smaller trees, or raise --max-model-bytes and"
                    + " the topic's own limit");
            return;
        }
        tell(kind.word() + ": " + (verdict.good() ? "published, " : "not published, ") + verdict.why() + "; " + size);
        if (verdict.good()) {
            published.add(kind.word());
            ModelCard card = ModelCards.of(verdict.model(), verdict.why(), content.length);
            ModelRecords.of(card, content, known, kept).forEach(record -> output.collect(new StreamRecord<>(record)));
        }
    }

    /** For the report of a client that waits, and for the log, which is all that is left when none does. */
    private void tell(String verdict) {
        verdicts.add(verdict);
        TOLD.info("{}", verdict);
    }

    private List<TrainingRow> rows() {
        List<TrainingRow> known = held;
        if (known == null) {
            throw new IllegalStateException("not opened");
        }
        return known;
    }
}
