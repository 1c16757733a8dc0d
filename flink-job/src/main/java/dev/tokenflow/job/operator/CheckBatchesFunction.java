package dev.tokenflow.job.operator;

import dev.tokenflow.job.config.TimeConfig;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.ShardBatch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.MalformedBatchException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets sound batches through, with the name of their shard; everything else goes to the rejected topic. This happens
 * before the stream is keyed, so that garbage leaves no state behind.
 */
public final class CheckBatchesFunction extends ProcessFunction<RawBatch, ShardBatch> {
    private static final long serialVersionUID = 1L;

    private final long maxSkewMs;
    private transient Count in;
    private transient Count rejected;
    private transient Count skewed;

    public CheckBatchesFunction(TimeConfig time) {
        maxSkewMs = time.maxClockSkew().toMillis();
    }

    @Override
    public void open(OpenContext context) {
        in = Count.of(JobMetric.BATCHES_IN, getRuntimeContext());
        rejected = Count.of(JobMetric.BATCHES_REJECTED, getRuntimeContext());
        skewed = Count.of(JobMetric.BATCHES_SKEWED, getRuntimeContext());
    }

    @Override
    public void processElement(RawBatch raw, Context context, Collector<ShardBatch> out) {
        try {
            BatchHeader header = BatchCodec.decode(raw.value()).header();
            in.add(1);
            skewed.add(isSkewed(header, raw.appendMs()) ? 1 : 0);
            out.collect(new ShardBatch(raw, header.shardName(), header.agent(), header.tenant()));
        } catch (MalformedBatchException e) {
            rejected.add(1, e.reason());
            context.output(
                    SideOutputs.REJECTED,
                    RejectedBatch.of(raw, raw.value(), e.reason(), String.valueOf(e.getMessage())));
        }
    }

    /** Nothing depends on the wall clock of an agent; but somebody may want to set it. */
    private boolean isSkewed(BatchHeader header, long appendMs) {
        return appendMs >= 0 && Math.abs(header.wallMs(header.closedNs()) - appendMs) > maxSkewMs;
    }
}
