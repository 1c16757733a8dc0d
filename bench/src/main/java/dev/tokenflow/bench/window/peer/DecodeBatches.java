package dev.tokenflow.bench.window.peer;

import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.TcpEventView;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * A flatMap from batches to events, each with its own time. An operator of its own instead of a
 * {@code FlatMapFunction}, which cannot set the time: that spares the peers a second assigner, and they share the job's
 * watermarks.
 */
final class DecodeBatches extends AbstractStreamOperator<FlatEvent>
        implements OneInputStreamOperator<RawBatch, FlatEvent> {
    private static final long serialVersionUID = 1L;
    private static final long NS_PER_MS = 1_000_000L;

    private transient @Nullable TcpEventView view;

    @Override
    public void processElement(StreamRecord<RawBatch> raw) throws Exception {
        TcpEventView event = view == null ? new TcpEventView() : view;
        view = event;
        Batch batch = BatchCodec.decode(raw.getValue().value());
        long offsetNs = batch.header().monoToWallNs();
        StreamRecord<FlatEvent> out = new StreamRecord<>(new FlatEvent());
        for (int i = 0; i < batch.count(); i++) {
            batch.read(i, event);
            out.replace(FlatEvent.of(event), Math.floorDiv(event.tsNs() + offsetNs, NS_PER_MS));
            output.collect(out);
        }
    }
}
