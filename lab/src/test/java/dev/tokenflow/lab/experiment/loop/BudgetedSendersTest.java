package dev.tokenflow.lab.experiment.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.PathForecast;
import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.core.pacing.law.PacingAlgorithm;
import dev.tokenflow.lab.arm.LoopDelay;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.QoeMetrics;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.virtual.ClientGroup;
import dev.tokenflow.simulator.virtual.VirtualRun;
import dev.tokenflow.simulator.virtual.VirtualRunConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The closed loop with senders of which the law does not know what their events cost: 30 streams on a link that is
 * clean for 5 s, narrow for 15 s and clean again. The law itself believes in 250 bytes an event.
 */
class BudgetedSendersTest {
    private static final long ORIGIN_NS = 1_000_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final String CLIENT = "10.77.0.1";
    private static final int STREAMS = 30;
    private static final int HEALS_AT_S = 20;

    /** A run: what readers felt while the link was narrow, and when the path was called clear. */
    private static final class Run {
        private final EventQueue queue = new EventQueue(ORIGIN_NS);
        private final ControlLoop loop;
        private final VirtualRun run;
        private final long startNs;

        Run(SendPolicy policy, double envelopeBytes, double narrowMbit, int seconds) {
            loop = new ControlLoop(
                    queue,
                    PacingAlgorithm.COALESCE_FIRST.law(PacingConfig.DEFAULT, WireCost.DEFAULT),
                    LoopDelay.MEASURED,
                    reading -> PathForecast.NONE,
                    1);
            String link = "clean 5s rate=50mbit delay=20ms; narrow 15s rate=" + narrowMbit
                    + "mbit delay=20ms buffer=1s; healed 60s rate=50mbit delay=20ms";
            run = new VirtualRun(
                    new VirtualRunConfig(
                            policy,
                            List.of(new ClientGroup(IpAddress.parse(CLIENT), LinkSchedule.parse(link), STREAMS)),
                            400,
                            50,
                            Duration.ofSeconds(seconds),
                            1,
                            new WireCost(envelopeBytes, 5, 52, 1448),
                            IpAddress.parse("10.77.255.1"),
                            8000,
                            0,
                            1),
                    queue,
                    loop.events(),
                    loop);
            loop.start();
            run.connectEarly();
            queue.runUntil(ORIGIN_NS + SECOND_NS);
            startNs = queue.nowNs() + SECOND_NS;
            run.start(startNs);
        }

        /** What the senders see. */
        Hint hintAt(double second) {
            queue.runUntil(startNs + Math.round(second * 1e9));
            return loop.current(CLIENT, queue.nowNs());
        }

        QoeMetrics readers() {
            queue.runUntil(run.endNs());
            return QoeMetrics.of(
                    run.results().get(0).log(),
                    dueNs -> dueNs - startNs > 8 * SECOND_NS && dueNs - startNs < HEALS_AT_S * SECOND_NS);
        }
    }

    /** Full demand is 15.4 kB/s a stream with 250 bytes an event and 4.1 kB/s with 20; the link takes a half of it. */
    @ParameterizedTest
    @CsvSource({"250, 2, 180", "20, 0.5, 130", "20, 0.3, 400"})
    void aBudgetHoldsTheQueueDownWhateverAnEventCosts(double envelopeBytes, double narrowMbit, double p95Ms) {
        Run run = new Run(SendPolicy.budgeted(), envelopeBytes, narrowMbit, 30);
        double capacity = narrowMbit * 1e6 / 8;
        for (double second = 10; second < HEALS_AT_S; second += 0.5) {
            Hint hint = run.hintAt(second);
            assertThat(hint.state()).isEqualTo(PathCondition.CONGESTED);
            assertThat(hint.clientBytesPerSecond()).isBetween(0.3 * capacity, capacity);
        }
        assertThat(run.readers().delayP95Ms()).isLessThan(p95Ms);
    }

    @ParameterizedTest
    @CsvSource({"250, 2", "20, 0.5"})
    void sendersThatFollowAreLetGoWhenTheLinkHeals(double envelopeBytes, double narrowMbit) {
        Run run = new Run(SendPolicy.budgeted(), envelopeBytes, narrowMbit, 40);

        assertThat(run.hintAt(HEALS_AT_S).state()).isEqualTo(PathCondition.CONGESTED);
        assertThat(run.hintAt(HEALS_AT_S + 6).state()).isEqualTo(PathCondition.CLEAR);
        for (double second = HEALS_AT_S + 6; second < 40; second++) {
            assertThat(run.hintAt(second).state()).isEqualTo(PathCondition.CLEAR);
        }
    }

    /** Once it was still called congested 30 s after the link had healed. */
    @ParameterizedTest
    @CsvSource({"UNPACED, 250, 2", "SELF_CLOCKED, 250, 2", "UNPACED, 14, 0.5", "SELF_CLOCKED, 14, 0.5"})
    void sendersThatDoNotFollowAreCalledClearWithinFiveSeconds(String sender, double envelopeBytes, double narrowMbit) {
        SendPolicy policy = sender.equals("UNPACED") ? SendPolicy.unpaced() : SendPolicy.selfClocked();
        Run run = new Run(policy, envelopeBytes, narrowMbit, 50);

        assertThat(run.hintAt(HEALS_AT_S).state()).isEqualTo(PathCondition.CONGESTED);
        for (double second = HEALS_AT_S + 5; second < 50; second++) {
            Hint hint = run.hintAt(second);
            assertThat(hint.state()).isEqualTo(PathCondition.CLEAR);
            assertThat(hint.tokensPerChunk()).isEqualTo(1);
        }
    }

    @Test
    void aPathThatTakesTheCompressedDemandIsLeftAlone() {
        Run run = new Run(SendPolicy.budgeted(), 20, 2, 30);
        for (double second = 1; second < 30; second++) {
            assertThat(run.hintAt(second).clientBytesPerSecond()).isNaN();
        }
        assertThat(run.readers().delayP95Ms()).isLessThan(45);
    }
}
