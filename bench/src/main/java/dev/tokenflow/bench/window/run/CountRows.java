package dev.tokenflow.bench.window.run;

import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** The end of every measured job: counts rows, drops them, and tells the run how far event time has come. */
final class CountRows<T> extends AbstractStreamOperator<Void> implements OneInputStreamOperator<T, Void> {
    private static final long serialVersionUID = 1L;

    private final int number;
    private transient @Nullable GatedRun run;
    private transient long rows;

    CountRows(int run) {
        number = run;
    }

    @Override
    public void open() {
        run = GatedRun.of(number);
    }

    @Override
    public void processElement(StreamRecord<T> row) {
        rows++;
        run().keep(row.getValue());
    }

    @Override
    public void processWatermark(Watermark watermark) {
        run().mark(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(), watermark.getTimestamp(), rows);
    }

    private GatedRun run() {
        if (run == null) {
            throw new IllegalStateException("not open");
        }
        return run;
    }
}
