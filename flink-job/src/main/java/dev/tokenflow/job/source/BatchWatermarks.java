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
 * takes a partition for idle, too, from which nothing has come yet because the job has just started. What others have
 * would then move time past all that waits in it. So its idleness counts from the first record that its reader has got
 * of any partition, since one fetch asks for all of them, and without one it is waited for: {@link #START_PATIENCE}.
 */
final class BatchWatermarks implements WatermarkGenerator<RawBatch> {
    /** Time that a reader may take for its first fetch. */
    static final Duration START_PATIENCE = Duration.ofSeconds(5);

    /** What the partitions of one reader know of each other. Used by one thread. */
    static final class Reader {
        private boolean isHeard;
        private long heardNs;

        private void heard(long nowNs) {
            heardNs = isHeard ? heardNs : nowNs;
            isHeard = true;
        }
    }

    private final Reader reader;
    private final long behindMs;
    private final long idleNs;
    private final RelativeClock clock;
    private final long startedNs;
    private long newestMs = Long.MIN_VALUE;
    private long newestNs;

    /** @param clock stands still while the job does not want to read */
    BatchWatermarks(TimeConfig time, RelativeClock clock, Reader reader) {
        this.reader = reader;
        behindMs = time.outOfOrderness().toMillis() + 1;
        idleNs = time.idleness().toNanos();
        this.clock = clock;
        startedNs = clock.relativeTimeNanos();
    }

    @Override
    public void onEvent(RawBatch batch, long timestampMs, WatermarkOutput output) {
        newestMs = Math.max(newestMs, timestampMs);
        newestNs = clock.relativeTimeNanos();
        reader.heard(newestNs);
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        long nowNs = clock.relativeTimeNanos();
        if (newestMs == Long.MIN_VALUE) {
            boolean isFetched = reader.isHeard && nowNs - Math.max(startedNs, reader.heardNs) > idleNs;
            if (isFetched || nowNs - startedNs >= Math.max(idleNs, START_PATIENCE.toNanos())) {
                output.markIdle();
            }
        } else if (nowNs - newestNs > idleNs) {
            output.markIdle();
        } else {
            output.emitWatermark(new Watermark(newestMs - behindMs));
        }
    }
}
