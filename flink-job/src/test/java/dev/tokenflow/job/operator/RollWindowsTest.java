package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.feature.Pane;
import dev.tokenflow.core.feature.RttHistogram;
import dev.tokenflow.core.feature.RttSketch;
import dev.tokenflow.core.feature.SocketGauges;
import dev.tokenflow.core.pacing.Scope;
import dev.tokenflow.job.JobMetric;
import dev.tokenflow.job.record.PathReading;
import dev.tokenflow.job.record.ReadingKind;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class RollWindowsTest {
    private static final SocketGauges OPEN = new SocketGauges(1, 1, 0, 1);

    @Test
    void windowsEndAtMultiplesOfTheSlideForEveryPath() throws Exception {
        try (var roll = Harness.roll()) {
            send(roll, pane("a", 1_100, 40, OPEN));
            send(roll, pane("b", 1_200, 40, OPEN));
            send(roll, pane("a", 1_300, 60, OPEN));
            roll.processWatermark(new Watermark(1_399));

            assertThat(roll.extractOutputValues())
                    .extracting(r -> r.path() + "@" + r.features().windowEndMs())
                    .containsExactlyInAnyOrder("client/a@1200", "client/b@1200", "client/a@1400");
        }
    }

    @Test
    void anOpenPathIsRefreshedEveryThirdOfItsTimeToLive() throws Exception {
        try (var roll = Harness.roll()) {
            send(roll, pane("a", 1_200, 40, OPEN));
            roll.processWatermark(new Watermark(3_000));

            List<PathReading> readings = roll.extractOutputValues();
            assertThat(readings)
                    .extracting(r -> r.kind() + "@" + r.features().windowEndMs())
                    .containsExactly("UPDATE@1200", "REFRESH@1800", "REFRESH@2400", "REFRESH@3000");
            assertThat(readings.get(0).features().oldestEventMs()).isEqualTo(1_120);
            assertThat(readings.get(1).features().oldestEventMs()).isNaN();
            assertThat(readings.get(3).signals().sampleAgeMs()).isEqualTo(3_000 - 1_150);
            assertThat(readings.get(0).sites()).containsExactly("host");
        }
    }

    @Test
    void anIdlePathExpiresAndLeavesNothing() throws Exception {
        try (var roll = Harness.roll()) {
            send(roll, pane("a", 1_200, 40, OPEN));
            send(roll, pane("a", 5_000, 40, SocketGauges.NONE));
            roll.processWatermark(new Watermark(64_999 - 200));
            assertThat(roll.numKeyedStateEntries()).isEqualTo(1);
            roll.processWatermark(new Watermark(64_999));

            List<PathReading> readings = roll.extractOutputValues();
            PathReading last = readings.get(readings.size() - 1);
            assertThat(last.kind()).isEqualTo(ReadingKind.EXPIRED);
            assertThat(last.features().windowEndMs()).isEqualTo(65_000);
            assertThat(readings)
                    .filteredOn(r -> r.features().windowEndMs() > 5_000)
                    .hasSize(1);
            assertThat(roll.numKeyedStateEntries()).isZero();
            assertThat(roll.numEventTimeTimers()).isZero();
            assertThat(Harness.count(roll, JobMetric.PATHS_EXPIRED)).isEqualTo(1);
        }
    }

    @Test
    void aJumpOfTheRoundTripIsReadAtOnceAndFlagged() throws Exception {
        try (var roll = Harness.roll()) {
            send(roll, pane("a", 1_200, 40, OPEN));
            roll.processWatermark(new Watermark(1_199));
            send(roll, pane("a", 1_300, 100, OPEN));
            roll.processWatermark(new Watermark(1_299));
            assertThat(roll.extractOutputValues()).hasSize(2);
            send(roll, pane("a", 1_400, 100, OPEN));
            roll.processWatermark(new Watermark(1_399));

            assertThat(roll.extractOutputValues())
                    .extracting(
                            r -> r.features().windowEndMs() + " " + r.features().alarm())
                    .containsExactly("1200 false", "1300 true", "1400 false");
            assertThat(Harness.count(roll, JobMetric.ALARMS)).isEqualTo(1);
        }
    }

    @Test
    void oneTimerAPath() throws Exception {
        try (var roll = Harness.roll()) {
            for (long endMs = 1_100; endMs <= 3_000; endMs += 100) {
                send(roll, pane("a", endMs, 40, OPEN));
                roll.processWatermark(new Watermark(endMs - 1));
                assertThat(roll.numEventTimeTimers()).isEqualTo(1);
            }
            assertThat(roll.extractOutputValues()).hasSize(10);
        }
    }

    private static void send(KeyedOneInputStreamOperatorTestHarness<String, Pane, PathReading> roll, Pane pane)
            throws Exception {
        roll.processElement(pane, pane.endMs() - 1);
    }

    static Pane pane(String client, long endMs, int rttMs, SocketGauges gauges) {
        RttSketch rtt = new RttHistogram().add(rttMs * 1_000).toSketch();
        return new Pane(
                Scope.CLIENT,
                client,
                "host/0",
                endMs,
                rtt,
                1_000,
                255,
                1,
                0,
                0,
                1,
                endMs - 50,
                (endMs - 80) * 1_000_000,
                gauges);
    }
}
