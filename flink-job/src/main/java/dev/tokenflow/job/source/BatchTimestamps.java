package dev.tokenflow.job.source;

import dev.tokenflow.job.config.TimeConfig;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.MalformedBatchException;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Event time of batches. A record that is no batch has none and moves no watermark. */
public final class BatchTimestamps implements SerializableTimestampAssigner<RawBatch> {
    private static final long serialVersionUID = 1L;

    private final BatchClock clock;

    private BatchTimestamps(BatchClock clock) {
        this.clock = clock;
    }

    /** Timestamps and watermarks as configured. */
    public static WatermarkStrategy<RawBatch> strategy(TimeConfig time) {
        return WatermarkStrategy.<RawBatch>forBoundedOutOfOrderness(time.outOfOrderness())
                .withTimestampAssigner(
                        new BatchTimestamps(new BatchClock(time.maxClockSkew().toMillis())))
                .withIdleness(time.idleness());
    }

    @Override
    public long extractTimestamp(RawBatch batch, long recordTimestamp) {
        try {
            return clock.eventTimeMs(BatchCodec.decode(batch.value()).header(), batch.appendMs());
        } catch (MalformedBatchException e) {
            return Long.MIN_VALUE;
        }
    }
}
