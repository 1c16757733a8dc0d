package dev.tokenflow.job.train;

import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.path.PathRowCodec;
import dev.tokenflow.core.model.path.RowPath;
import dev.tokenflow.core.model.path.TrainingFacts;
import dev.tokenflow.core.model.path.TrainingRow;
import dev.tokenflow.core.model.path.TrainingSet;
import dev.tokenflow.protocol.json.JsonException;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads rows of the feature topic until there are no more, then gives out what can be learnt from them. Alarm rows come
 * from unfinished panes and are left out. Of a flood only rows of some paths are read.
 */
final class GatherRows extends AbstractStreamOperator<TrainingRow>
        implements OneInputStreamOperator<String, TrainingRow>, BoundedOneInput {
    static final String ROWS = "rows_read";
    static final String UNREADABLE = "rows_unreadable";
    static final String SAMPLES = "samples";

    /** What was seen, once, at the end. */
    static final OutputTag<TrainingFacts> FACTS = new OutputTag<>("facts", TypeInformation.of(TrainingFacts.class));

    private static final long TOLD_EVERY = 1_000_000;
    private static final Logger TOLD = LoggerFactory.getLogger(GatherRows.class);
    private static final long serialVersionUID = 1L;

    private final double heldShare;
    private final int maxRows;
    private final long historyMs;
    private final LongCounter rows = new LongCounter();
    private final LongCounter unreadable = new LongCounter();
    private final LongCounter samples = new LongCounter();
    private transient TrainingSet set;

    @SuppressWarnings("NullAway.Init") // set in open, which Flink calls first
    GatherRows(double heldShare, int maxRows, long historyMs) {
        this.heldShare = heldShare;
        this.maxRows = maxRows;
        this.historyMs = historyMs;
    }

    @Override
    public void open() throws Exception {
        super.open();
        set = new TrainingSet(heldShare, maxRows, historyMs);
        getRuntimeContext().addAccumulator(ROWS, rows);
        getRuntimeContext().addAccumulator(UNREADABLE, unreadable);
        getRuntimeContext().addAccumulator(SAMPLES, samples);
    }

    @Override
    public void processElement(StreamRecord<String> element) {
        rows.add(1);
        if (rows.getLocalValuePrimitive() % TOLD_EVERY == 0) {
            TOLD.info("{} rows read, {} of them learnt from", rows.getLocalValuePrimitive(), set.samples());
        }
        String path = RowPath.of(element.getValue());
        if (path != null && !set.isTaken(path)) {
            return;
        }
        try {
            PathRowCodec.Row row = PathRowCodec.decode(element.getValue());
            if (!row.alarm()) {
                set.add(row.sample(), row.diagnosis());
            }
        } catch (JsonException | IllegalArgumentException e) {
            unreadable.add(1);
        }
    }

    @Override
    public void endInput() {
        samples.add(set.samples());
        if (set.samples() == 0) {
            return;
        }
        output.collect(FACTS, new StreamRecord<>(set.facts()));
        List<Long> horizons = Arrays.stream(PathModel.values())
                .map(PathModel::horizonMs)
                .distinct()
                .toList();
        set.rows(horizons, row -> output.collect(new StreamRecord<>(row)));
    }
}
