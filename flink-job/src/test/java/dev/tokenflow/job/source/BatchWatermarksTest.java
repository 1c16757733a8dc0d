package dev.tokenflow.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.job.config.TimeConfig;
import dev.tokenflow.job.record.RawBatch;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

/** Watermarks are 20 ms behind; a partition is idle after 300 ms, and after 5 s when nothing has come at all yet. */
class BatchWatermarksTest {
    private static final String IDLE = "idle";

    private final List<String> said = new ArrayList<>();
    private long nowMs = 1_000_000;
    private final BatchWatermarks.Reader reader = new BatchWatermarks.Reader();
    private BatchWatermarks watermarks = partition();

    @Test
    void timeFollowsTheNewestBatch() {
        batch(5_000);
        batch(4_990);
        later(10);

        assertThat(said).containsExactly("4979");
    }

    @Test
    void aPartitionThatHasFallenSilentIsIdle() {
        batch(5_000);
        later(300);
        later(1);
        batch(6_000);
        later(1);

        assertThat(said).containsExactly("4979", IDLE, "5979");
    }

    @Test
    void aReaderThatHasGotNothingYetIsWaitedFor() {
        later(301);
        later(4_698);
        assertThat(said).isEmpty();
        later(1);
        assertThat(said).containsExactly(IDLE);
    }

    @Test
    void whatWaitedInItIsNotTooLate() {
        later(2_000);
        batch(3_000);
        later(1);

        assertThat(said).containsExactly("2979");
    }

    /** One fetch asks for all partitions of a reader, so what has not come with it is not there. */
    @Test
    void anEmptyPartitionOfAReaderThatGetsRecordsIsIdleSoon() {
        BatchWatermarks empty = watermarks;
        nowMs += 2_000;
        watermarks = partition();
        batch(3_000);
        watermarks = empty;
        later(300);
        assertThat(said).isEmpty();
        later(1);
        assertThat(said).containsExactly(IDLE);
    }

    @Test
    void onePartitionMoreHasItsTimeToo() {
        batch(3_000);
        nowMs += 60_000;
        watermarks = partition();
        later(300);
        assertThat(said).isEmpty();
        later(1);
        assertThat(said).containsExactly(IDLE);
    }

    private BatchWatermarks partition() {
        return new BatchWatermarks(TimeConfig.DEFAULT, new Clock(), reader);
    }

    private void batch(long appendMs) {
        watermarks.onEvent(new RawBatch(new byte[0], new byte[0], appendMs, 0, 0), appendMs, new Output());
    }

    private void later(long ms) {
        nowMs += ms;
        watermarks.onPeriodicEmit(new Output());
    }

    private final class Output implements WatermarkOutput {
        @Override
        public void emitWatermark(Watermark watermark) {
            said.add(Long.toString(watermark.getTimestamp()));
        }

        @Override
        public void markIdle() {
            said.add(IDLE);
        }

        @Override
        public void markActive() {
            said.add("active");
        }
    }

    private final class Clock implements RelativeClock {
        @Override
        public long relativeTimeMillis() {
            return nowMs;
        }

        @Override
        public long relativeTimeNanos() {
            return nowMs * 1_000_000;
        }
    }
}
