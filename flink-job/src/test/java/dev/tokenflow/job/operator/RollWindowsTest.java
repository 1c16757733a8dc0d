package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.JobMetric;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The windows behind the fold that feeds them. */
class RollWindowsTest {
    private static final JobConfig CONFIG = Harness.CONFIG;
    private static final String A = "203.0.113.7";
    private static final String B = "203.0.113.8";

    private final TestAgent agent = new TestAgent("host", 1);

    @Test
    void windowsEndAtMultiplesOfTheSlideForEveryPath() throws Exception {
        try (Chain chain = Chain.of(CONFIG)) {
            agent.ack(1_050, A, 1, 40, 255).ack(1_150, B, 2, 40, 255).ack(1_250, A, 1, 60, 255);
            chain.send(agent, "host", 1_260).watermark(1_399 + 20);

            assertThat(chain.clients())
                    .extracting(r -> r.features().key() + "@" + r.features().windowEndMs())
                    .containsExactlyInAnyOrder(A + "@1200", B + "@1200", A + "@1400");
            assertThat(chain.readings()).extracting(PathReading::path).contains("prefix/203.0.113.0/24", "site/host");
        }
    }

    @Test
    void anOpenPathIsRefreshedEveryThirdOfItsTimeToLive() throws Exception {
        try (Chain chain = Chain.of(CONFIG)) {
            chain.send(agent.ack(1_150, A, 1, 40, 255), "host", 1_160).watermark(2_050);

            List<PathReading> readings = chain.clients();
            assertThat(readings)
                    .extracting(r -> r.kind() + "@" + r.features().windowEndMs())
                    .containsExactly("UPDATE@1200", "REFRESH@1800");
            assertThat(readings.get(0).features().oldestEventMs()).isEqualTo(1_150);
            assertThat(readings.get(1).features().oldestEventMs()).isNaN();
            assertThat(readings.get(1).signals().sampleAgeMs()).isEqualTo(1_800 - 1_150);
            assertThat(readings.get(0).sites()).containsExactly("host");
        }
    }

    @Test
    void aPathThatIsIdleLeavesNeitherStateNorTimer() throws Exception {
        try (Chain chain = Chain.of(CONFIG)) {
            agent.ack(1_150, A, 1, 40, 255).ack(1_150, B, 2, 40, 255);
            chain.send(agent, "host", 1_160);
            chain.send(agent.close(5_010, A, 1).close(5_020, B, 2), "host", 5_030);
            chain.watermark(64_999);
            assertThat(chain.roll.numKeyedStateEntries()).isPositive();
            chain.watermark(65_300);

            assertThat(chain.readings())
                    .filteredOn(r -> r.kind() == ReadingKind.EXPIRED)
                    .extracting(r -> r.path() + "@" + r.features().windowEndMs())
                    .containsExactlyInAnyOrder(
                            "client/" + A + "@65200",
                            "client/" + B + "@65200",
                            "prefix/203.0.113.0/24@65200",
                            "site/host@65200");
            assertThat(chain.readings())
                    .filteredOn(r -> r.features().windowEndMs() > 5_400)
                    .hasSize(4);
            assertThat(chain.roll.numKeyedStateEntries()).isZero();
            assertThat(chain.roll.numEventTimeTimers()).isZero();
            assertThat(chain.fold.numKeyedStateEntries()).isZero();
            assertThat(chain.fold.numEventTimeTimers()).isZero();
            assertThat(Harness.count(chain.roll, JobMetric.PATHS_EXPIRED)).isEqualTo(4);
        }
    }

    /** Neither the pane nor the slide is over, and no watermark has come at all. */
    @Test
    void aJumpOfTheRoundTripIsReadAtOnceAndFlagged() throws Exception {
        try (Chain chain = Chain.of(CONFIG)) {
            chain.send(agent.ack(1_150, A, 1, 40, 255), "host", 1_160).watermark(1_220);
            assertThat(chain.clients()).hasSize(1);
            chain.send(agent.ack(1_250, A, 1, 100, 255).ack(1_251, A, 1, 100, 255), "host", 1_255);
            assertThat(chain.clients()).as("two samples may be chance").hasSize(1);
            chain.send(agent.ack(1_258, A, 1, 100, 255), "host", 1_260);
            chain.send(agent.ack(1_262, A, 1, 100, 255), "host", 1_265);

            PathReading alarm = chain.clients().get(1);
            assertThat(chain.clients()).as("once a pane").hasSize(2);
            assertThat(alarm.features().alarm()).isTrue();
            assertThat(alarm.features().windowEndMs()).isEqualTo(1_260);
            assertThat(alarm.features().maxRttMs()).isEqualTo(100);
            assertThat(alarm.features().count()).isEqualTo(4);
            assertThat(alarm.signals().newestRttMs()).isEqualTo(100);

            chain.watermark(1_420);
            PathReading full = chain.clients().get(2);
            assertThat(full.features().alarm()).isFalse();
            assertThat(full.features().windowEndMs()).isEqualTo(1_400);
            assertThat(full.features().count()).as("nothing counts twice").isEqualTo(5);
            assertThat(Harness.count(chain.fold, JobMetric.ALARMS)).isEqualTo(1);
        }
    }

    @Test
    void aBurstOfRetransmitsIsReadAtOnce() throws Exception {
        try (Chain chain = Chain.of(CONFIG)) {
            chain.send(agent.retransmit(1_250, A, 1, 9), "host", 1_255);
            assertThat(chain.clients()).isEmpty();
            chain.send(agent.retransmit(1_256, A, 1, 1), "host", 1_260);

            assertThat(chain.clients()).hasSize(1);
            assertThat(chain.clients().get(0).features().retransmits()).isEqualTo(10);
        }
    }

    @Test
    void atMostOneTimerAPartitionAndASource() throws Exception {
        try (Chain chain = Chain.of(CONFIG)) {
            for (long atMs = 1_050; atMs <= 3_000; atMs += 50) {
                for (int client = 0; client < 100; client++) {
                    agent.ack(atMs, "198.51.100." + client, client, 40, 255);
                }
                chain.send(agent, "host", atMs + 1).watermark(atMs - 50);
                assertThat(chain.roll.numEventTimeTimers())
                        .isLessThanOrEqualTo(CONFIG.limits().partitions());
                assertThat(chain.fold.numEventTimeTimers()).isLessThanOrEqualTo(1);
            }
        }
    }

    /** A million addresses in half a minute; whoever keeps talking stays. */
    @Test
    void aKeyExplosionStaysWithinTheBoundAndHarmsNobodyInUse() throws Exception {
        int maxPaths = 16_000;
        JobConfig config = CONFIG.with(new LimitConfig(16, maxPaths, 10_000));
        try (Chain chain = Chain.of(config)) {
            int address = 0;
            long expired = 0;
            for (long slot = 0; slot < 300; slot++) {
                long atMs = 1_000 + 100 * slot;
                for (int i = 0; i < 3_334; i++, address++) {
                    String client = "10." + (address >> 16) + "." + (address >> 8 & 0xff) + "." + (address & 0xff);
                    agent.ack(atMs + 10, client, 100 + address, 40, 255);
                }
                agent.ack(atMs + 20, A, 1, 40, 255);
                chain.send(agent, "host", atMs + 30).watermark(atMs + 99);
                for (PathReading reading : chain.readings()) {
                    expired += reading.kind() == ReadingKind.EXPIRED ? 1 : 0;
                    assertThat(reading.kind() == ReadingKind.EXPIRED
                                    && reading.features().key().equals(A))
                            .as("it was active a moment ago")
                            .isFalse();
                }
                chain.forgetOutput();
            }

            assertThat(address).isGreaterThan(1_000_000);
            // Those whose connections are still open when the next come are refused instead.
            assertThat(Harness.count(chain.roll, JobMetric.PATHS_EVICTED)).isGreaterThan(1_000_000 / 2);
            assertThat(Harness.count(chain.fold, JobMetric.SOCKETS_EVICTED)).isGreaterThan(1_000_000 - 10_000);
            assertThat(expired).isGreaterThan(1_000_000 / 2);
        }
    }
}
