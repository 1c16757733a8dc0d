package dev.tokenflow.job.source;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Event time of a stream that has none, such as models. The stream is marked idle; otherwise it would hold back the
 * time of the whole job for ever.
 */
final class AlwaysIdle<T> implements WatermarkGenerator<T> {

    /** A strategy without watermarks that never holds others back. */
    static <T> WatermarkStrategy<T> strategy() {
        return WatermarkStrategy.<T>forGenerator(context -> new AlwaysIdle<>())
                .withTimestampAssigner((element, recordTimestamp) -> Watermark.MAX_WATERMARK.getTimestamp());
    }

    @Override
    public void onEvent(T event, long eventTimestamp, WatermarkOutput output) {
        output.markIdle();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        output.markIdle();
    }
}
