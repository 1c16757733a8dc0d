package dev.tokenflow.gateway.carry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.stats.StreamStats;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the rows of a stream say of its engine. */
class StreamRecordTest {
    private final long beganNs = System.nanoTime();
    private final StreamRecord record = new StreamRecord(new Nobody(), "vllm-a", beganNs);

    private static final class Nobody implements StreamRecord.Observer {
        @Override
        public void engineText(long gapNs, boolean first) {}

        @Override
        public void readerText(long gapNs, int deltas, boolean first) {}

        @Override
        public void held(long ns) {}

        @Override
        public void waited(StreamRecord.WaitingFor cause, long ns) {}
    }

    private Optional<StreamStats> row(long tokens, boolean isWaiting, long atMs) {
        return record.row(IpAddress.parse("203.0.113.7"), "s-1", tokens, isWaiting, at(atMs), atMs);
    }

    private long at(long ms) {
        return beganNs + TimeUnit.MILLISECONDS.toNanos(ms);
    }

    @Test
    void aStreamThatWaitsForItsEngineHasARowAndSaysForHowLong() {
        StreamStats first = row(0, true, 1_000).orElseThrow();
        assertThat(first.engine()).isEqualTo("vllm-a");
        assertThat(first.engineWaitMs()).isEqualTo(1_000);
        assertThat(first.engineFirstMs()).isNaN();
        assertThat(row(0, true, 2_000).orElseThrow().engineWaitMs()).isEqualTo(2_000);

        record.engineText(at(2_500), 1, false);
        record.engineText(at(2_540), 1, false);
        StreamStats spoke = row(2, true, 3_000).orElseThrow();
        assertThat(spoke.engineFirstMs()).isEqualTo(2_500);
        assertThat(spoke.engineGap().meanMs()).isEqualTo(40);
        assertThat(spoke.engineWaitMs()).isEqualTo(460);

        StreamStats silent = row(2, true, 4_000).orElseThrow();
        assertThat(silent.engineFirstMs()).as("in one row only").isNaN();
        assertThat(silent.engineWaitMs()).isEqualTo(1_460);
    }

    @Test
    void aStreamThatWaitsForAnythingElseDoesNot() {
        record.engineText(at(500), 1, false);
        assertThat(row(1, false, 1_000).orElseThrow().engineWaitMs()).isNaN();
        assertThat(row(1, false, 2_000)).isEmpty();
    }

    @Test
    void aNameThatARowCannotCarryIsMadeOne() {
        assertThat(StreamStats.nameOf("my engine\u00e9")).isEqualTo("my_engine_");
        assertThat(StreamStats.nameOf("x".repeat(100))).hasSize(StreamStats.MAX_STREAM_LENGTH);
    }
}
