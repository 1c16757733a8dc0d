package dev.tokenflow.job.source;

import dev.tokenflow.job.config.TimeConfig;
import dev.tokenflow.job.record.RawBatch;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.RelativeClock;

/**
 * Watermarks of one partition: behind its newest batch by a fixed time, and none while it is idle. Flink's own idleness
 * takes a partition for idle, too, from which nothing has come yet because the job has just started. What the others
 * have would then move time past all that waits in it, so such a partition is waited for: {@link #START_PATIENCE}.
 */
final class BatchWatermarks implements WatermarkGenerator<RawBatch> {
    /** Time that a consumer may take to fetch its first records from a partition. */
    static final Duration START_PATIENCE = Duration.ofSeconds(5);

    private final long behindMs;
    private final long idleNs;
    private final RelativeClock clock;
    private final long startedNs;
    private long newestMs = Long.MIN_VALUE;
    private long newestNs;

    /** @param clock stands still while the job does not want to read */
    BatchWatermarks(TimeConfig time, RelativeClock clock) {
        behindMs = time.outOfOrderness().toMillis() + 1;
        idleNs = time.idleness().toNanos();
        this.clock = clock;
        startedNs = clock.relativeTimeNanos();
    }

    @Override
    public void onEvent(RawBatch batch, long timestampMs, WatermarkOutput output) {
        newestMs = Math.max(newestMs, timestampMs);
        newestNs = clock.relativeTimeNanos();
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long nowNs = clock.relativeTimeNanos();
        if (newestMs == Long.MIN_VALUE) {
            if (nowNs - startedNs >= Math.max(idleNs, START_PATIENCE.toNanos())) {
                output.markIdle();
            }
        } else if (nowNs - newestNs > idleNs) {
            output.markIdle();
        } else {
            output.emitWatermark(new Watermark(newestMs - behindMs));
        }
    }
}
