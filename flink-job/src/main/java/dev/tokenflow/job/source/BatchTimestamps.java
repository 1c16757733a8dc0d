package dev.tokenflow.job.source;

import dev.tokenflow.job.config.TimeConfig;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.MalformedBatchException;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Event time of batches: when the broker appended them. So it is the time of one clock, whatever the clocks of the
 * agents say, and a record that is no batch has one as well and holds nobody back.
 */
public final class BatchTimestamps implements SerializableTimestampAssigner<RawBatch> {
    private static final long serialVersionUID = 1L;

    private BatchTimestamps() {}

    /** Timestamps and watermarks as configured. */
    public static WatermarkStrategy<RawBatch> strategy(TimeConfig time) {
        return WatermarkStrategy.forGenerator(new Watermarks(time)).withTimestampAssigner(new BatchTimestamps());
    }

    /** Makes those of each partition. Every reader has a copy of its own. */
    private static final class Watermarks implements WatermarkGeneratorSupplier<RawBatch> {
        private static final long serialVersionUID = 1L;

        private final TimeConfig time;
        private transient BatchWatermarks.@Nullable Reader reader;

        Watermarks(TimeConfig time) {
            this.time = time;
        }

        @Override
        public WatermarkGenerator<RawBatch> createWatermarkGenerator(Context context) {
            BatchWatermarks.Reader known = reader;
            if (known == null) {
                known = new BatchWatermarks.Reader();
                reader = known;
            }
            return new BatchWatermarks(time, context.getInputActivityClock(), known);
        }
    }

    @Override
    public long extractTimestamp(RawBatch batch, long recordTimestamp) {
        return batch.appendMs() >= 0 ? batch.appendMs() : wallMs(batch);
    }

    /** Where the broker says nothing, the agent's clock is all there is. */
    private static long wallMs(RawBatch batch) {
        try {
            BatchHeader header = BatchCodec.decode(batch.value()).header();
            return header.wallMs(header.closedNs());
        } catch (MalformedBatchException e) {
            return Long.MIN_VALUE;
        }
    }
}
