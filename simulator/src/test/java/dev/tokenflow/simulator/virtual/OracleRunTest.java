package dev.tokenflow.simulator.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.QoeMetrics;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.time.EventQueue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OracleRunTest {
    private static final IpAddress SERVER = IpAddress.parse("10.0.0.1");
    private static final IpAddress CLIENT = IpAddress.parse("10.0.0.2");

    @Test
    void onANarrowLinkEveryTokenComesAndNoQueueStands() {
        QoeMetrics oracle = run("narrow 20s rate=2mbit delay=20ms buffer=1s");

        assertThat(oracle.tokensDelivered()).isGreaterThan((long) (0.99 * oracle.tokensDue()));
        assertThat(oracle.delayP95Ms())
                .as("half a round trip, the wait for the answers before it, the merging that makes it fit")
                .isBetween(40.0, 130.0);
    }

    @Test
    void onAnAmpleLinkATokenNeedsHalfARoundTripMoreThanItsRequest() {
        QoeMetrics oracle = run("clean 20s rate=50mbit delay=20ms");

        assertThat(oracle.delayP50Ms()).isBetween(39.9, 41.0);
    }

    @Test
    void whatIsLostComesARoundTripLaterAndInOrder() {
        QoeMetrics clean = run("clean 20s rate=50mbit delay=20ms");
        QoeMetrics lossy = run("lossy 20s rate=50mbit delay=20ms loss=5%");

        assertThat(lossy.tokensDelivered()).isGreaterThan((long) (0.99 * clean.tokensDue()));
        assertThat(lossy.delayP99Ms()).isBetween(clean.delayP50Ms() + 39, clean.delayP50Ms() + 130);
    }

    private static QoeMetrics run(String link) {
        EventQueue queue = new EventQueue(1_000_000_000L);
        OracleRun run = new OracleRun(
                new VirtualRunConfig(
                        SendPolicy.unpaced(),
                        List.of(new ClientGroup(CLIENT, LinkSchedule.parse(link), 30)),
                        400,
                        50,
                        Duration.ofSeconds(20),
                        1,
                        WireCost.DEFAULT,
                        SERVER,
                        8000,
                        0,
                        1),
                queue);
        run.start(1_000_000_000L);
        queue.runUntil(run.endNs());
        return QoeMetrics.of(run.results().getFirst().log());
    }
}
