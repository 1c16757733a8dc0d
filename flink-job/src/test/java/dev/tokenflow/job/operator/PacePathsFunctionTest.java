package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.control.SiteClients;
import dev.tokenflow.core.path.LifetimeConfig;
import dev.tokenflow.core.path.LimitConfig;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.core.path.ReadingKind;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.protocol.hint.Tenant;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Windows, law and hints of paths behind the fold that feeds them; slides of 200 ms. */
class PacePathsFunctionTest {
    /** Panes of 25 ms, a step at most every 100 ms. */
    private static final JobConfig CONFIG = Harness.CONFIG;

    /** A hint that asks for nothing is repeated after two seconds, before the agent counts as silent. */
    private static final JobConfig SOON_REPEATED = CONFIG.with(new LifetimeConfig(
            LifetimeConfig.DEFAULT.ttl(),
            Duration.ofSeconds(6),
            LifetimeConfig.DEFAULT.pathIdle(),
            LifetimeConfig.DEFAULT.socketIdle(),
            LifetimeConfig.DEFAULT.shardSilence()));

    /** Panes of 100 ms, a row at every slide. */
    private static final JobConfig EVERY_SLIDE = Harness.EVERY_SLIDE;

    private static final String A = "203.0.113.7";
    private static final String B = "203.0.113.8";
    private static final String PREFIX = "prefix/203.0.113.0/24";

    private final TestAgent agent = new TestAgent("host", 1);

    @Test
    void aRowAtEverySlideForEveryPathWhereThatIsWanted() throws Exception {
        try (Chain chain = Chain.of(EVERY_SLIDE)) {
            agent.ack(1_050, A, 1, 40, 255).ack(1_150, B, 2, 40, 255).ack(1_250, A, 1, 60, 255);
            chain.send(agent, "host", 1_260).watermark(1_399 + 20);

            assertThat(chain.clients())
                    .extracting(r -> r.features().key() + "@" + r.features().windowEndMs())
                    .containsExactlyInAnyOrder(A + "@1200", B + "@1200", A + "@1400");
            assertThat(chain.rows()).extracting(ScoredReading::path).contains(PREFIX, "site/host");
            assertThat(Harness.count(chain.pace, JobMetric.FEATURES_OUT))
                    .isEqualTo(chain.rows().size());
        }
    }

    /** No watermark is needed. */
    @Test
    void aHintComesWhenTheAgentHasToldAllOfThePaneThatBringsNews() throws Exception {
        try (Chain chain = Chain.of(CONFIG)) {
            chain.send(agent.ack(1_060, A, 1, 40, 255), "host", 1_070);
            assertThat(chain.updates()).as("the pane ends at 1075").isEmpty();
            chain.send(agent, "host", 1_080);

            Hint hint = chain.hints("client/" + A).get(0);
            assertThat(hint.issuedAtMs()).isEqualTo(1_075);
            assertThat(hint.seq()).isEqualTo(1);
            assertThat(hint.state()).isEqualTo(PathCondition.CLEAR);
            assertThat(hint.ttlMs()).as("it asks for nothing").isEqualTo(300_000);
            assertThat(hint.oldestEventAtMs()).isEqualTo(1_060);
            assertThat(hint.rtt().p95Ms()).isEqualTo(40);
            assertThat(Harness.count(chain.pace, JobMetric.HINTS_OUT))
                    .isEqualTo(chain.updates().size());
        }
    }

    /** It is silent for more than a second, and nothing was sent again. */
    @Test
    void anOpenPathIsLookedAtInSilence() throws Exception {
        try (Chain chain = Chain.of(SOON_REPEATED)) {
            chain.send(agent.ack(920, A, 1, 40, 255), "host", 930).watermark(4_000);

            List<Hint> hints = chain.hints("client/" + A);
            assertThat(hints).extracting(Hint::issuedAtMs).first().isEqualTo(925L);
            assertThat(hints).extracting(Hint::seq).first().isEqualTo(1L);
            assertThat(hints).hasSizeLessThanOrEqualTo(3);
            Hint last = hints.get(hints.size() - 1);
            assertThat(last.state()).isEqualTo(PathCondition.UNKNOWN);
            assertThat(last.oldestEventAtMs()).as("nothing new").isNaN();
            assertThat(chain.clients())
                    .as("nor is that a row")
                    .extracting(PathReading::kind)
                    .containsOnly(ReadingKind.UPDATE);
        }
    }

    @Test
    void aPathThatIsIdleIsWithdrawnAndLeavesNeitherStateNorTimer() throws Exception {
        for (JobConfig config : List.of(CONFIG, EVERY_SLIDE)) {
            try (Chain chain = Chain.of(config)) {
                TestAgent own = new TestAgent("host", 1);
                own.ack(1_150, A, 1, 40, 255).ack(1_150, B, 2, 40, 255);
                chain.send(own, "host", 1_160);
                chain.send(own.close(5_010, A, 1).close(5_020, B, 2), "host", 5_030);
                chain.watermark(64_899);
                assertThat(chain.groups()).isPositive();
                assertThat(chain.updates()).noneMatch(update -> update.hint() == null);
                chain.watermark(66_400);

                assertThat(chain.updates())
                        .filteredOn(update -> update.hint() == null)
                        .extracting(HintUpdate::key)
                        .containsExactlyInAnyOrder("client/" + A, "client/" + B, PREFIX);
                assertThat(Harness.side(chain.pace, SideOutputs.SITES))
                        .last()
                        .extracting(site -> site.reading().kind())
                        .isEqualTo(ReadingKind.EXPIRED);
                assertThat(chain.groups()).isZero();
                assertThat(chain.pace.numEventTimeTimers()).isZero();
                assertThat(chain.fold.numKeyedStateEntries()).isZero();
                assertThat(chain.fold.numEventTimeTimers()).isZero();
                assertThat(Harness.count(chain.pace, JobMetric.PATHS_EXPIRED)).isEqualTo(4);
                assertThat(Harness.count(chain.pace, JobMetric.TOMBSTONES_OUT)).isEqualTo(3);
            }
        }
    }

    /** Neither the pane nor the slide is over, and no watermark has come at all. */
    @Test
    void aJumpOfTheRoundTripIsReadAtOnceAndFlagged() throws Exception {
        try (Chain chain = Chain.of(EVERY_SLIDE)) {
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
            chain.send(agent.retransmit(1_251, A, 1, 9), "host", 1_255);
            assertThat(chain.clients()).isEmpty();
            chain.send(agent.retransmit(1_256, A, 1, 1), "host", 1_260);

            assertThat(chain.clients()).hasSize(1);
            assertThat(chain.clients().get(0).features().retransmits()).isEqualTo(10);
            assertThat(chain.hints("client/" + A)).extracting(Hint::issuedAtMs).containsExactly(1_260L);
        }
    }

    /** The law has seen later events already; to step back would undo what it decided. */
    @Test
    void aReadingFromBeforeAnAlarmIsNoHint() throws Exception {
        try (Chain chain = Chain.of(EVERY_SLIDE)) {
            chain.send(agent.ack(1_050, A, 1, 40, 255), "host", 1_060);
            chain.send(agent.retransmit(1_230, A, 1, 12), "host", 1_240);
            chain.watermark(1_420);

            assertThat(chain.clients())
                    .extracting(reading -> reading.features().windowEndMs())
                    .containsExactly(1_240L, 1_200L, 1_400L);
            assertThat(chain.hints("client/" + A))
                    .extracting(Hint::issuedAtMs)
                    .startsWith(1_240L)
                    .doesNotContain(1_200L);
        }
    }

    @Test
    void sitesAreToldHowManyOfTheirClientsAreActive() throws Exception {
        try (Chain chain = Chain.of(CONFIG)) {
            chain.send(agent.ack(1_060, A, 1, 40, 255), "host", 1_080);
            for (long ms = 1_100; ms < 6_000; ms += 100) {
                chain.watermark(ms);
            }

            int group = chain.clients().get(0).group();
            List<SiteClients> counts = Harness.side(chain.pace, SideOutputs.CLIENTS);
            assertThat(counts)
                    .startsWith(new SiteClients(Tenant.NONE, "host", group, 1, 0, 1_200))
                    .endsWith(new SiteClients(
                            Tenant.NONE,
                            "host",
                            group,
                            0,
                            0,
                            counts.get(counts.size() - 1).atMs()));
            assertThat(Harness.side(chain.pace, SideOutputs.SITES))
                    .extracting(ScoredReading::path)
                    .containsOnly("site/host");
            assertThat(chain.updates()).extracting(HintUpdate::key).doesNotContain("site/host");
        }
    }

    @Test
    void hintsAfterARestoreWinAndTheLawRemembers() throws Exception {
        OperatorSubtaskState fold;
        OperatorSubtaskState pace;
        Hint before;
        try (Chain chain = Chain.of(SOON_REPEATED)) {
            chain.send(agent.ack(1_060, A, 1, 40, 255), "host", 1_080).watermark(1_080);
            before = chain.hints("client/" + A).get(0);
            fold = chain.fold.snapshot(1, 1);
            pace = chain.pace.snapshot(1, 1);
        }
        var closedFold = Harness.closedFold(SOON_REPEATED);
        var closedPace = Harness.closedPace(SOON_REPEATED);
        closedFold.initializeState(fold);
        closedFold.open();
        closedPace.initializeState(pace);
        closedPace.open();
        try (Chain chain = new Chain(closedFold, closedPace)) {
            chain.watermark(4_000); // by then the hint is repeated
            Hint after = chain.hints("client/" + A).get(0);

            assertThat(after.supersedes(before)).isTrue();
            assertThat(after.epoch()).isGreaterThan(before.epoch());
            assertThat(after.seq()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void atMostOneTimerAGroupAndAShard() throws Exception {
        try (Chain chain = Chain.of(CONFIG)) {
            for (long atMs = 1_050; atMs <= 3_000; atMs += 50) {
                for (int client = 0; client < 100; client++) {
                    agent.ack(atMs, "198.51." + client + ".1", client, 40, 255);
                }
                chain.send(agent, "host", atMs + 1).watermark(atMs - 50);
                assertThat(chain.pace.numEventTimeTimers())
                        .isLessThanOrEqualTo(CONFIG.limits().groups());
                assertThat(chain.fold.numEventTimeTimers()).isLessThanOrEqualTo(1);
            }
            assertThat(chain.groups()).as("groups").isGreaterThan(40);
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
                for (HintUpdate update : chain.updates()) {
                    expired += update.hint() == null ? 1 : 0;
                    assertThat(update.hint() == null && update.key().equals("client/" + A))
                            .as("it was active a moment ago")
                            .isFalse();
                }
                chain.forgetOutput();
            }

            assertThat(address).isGreaterThan(1_000_000);
            // Those whose connections are still open when the next come are refused instead.
            assertThat(Harness.count(chain.pace, JobMetric.PATHS_EVICTED)).isGreaterThan(1_000_000 / 2);
            assertThat(Harness.count(chain.fold, JobMetric.SOCKETS_EVICTED)).isGreaterThan(1_000_000 - 10_000);
            assertThat(expired).isGreaterThan(1_000_000 / 2);
        }
    }
}
