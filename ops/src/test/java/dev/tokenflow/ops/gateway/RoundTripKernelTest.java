package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.gateway.GatewayMain;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.simulator.sender.Sender;
import dev.tokenflow.testbed.netns.ClientSide;
import dev.tokenflow.testbed.netns.NetworkLab;
import dev.tokenflow.testbed.netns.NetworkLabConfig;
import dev.tokenflow.testbed.netns.StreamProcesses;
import dev.tokenflow.testbed.process.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers far away, behind a link that has much room and a long delay, on real kernel TCP: needs root. */
@Tag("kernel")
class RoundTripKernelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration RUN = Duration.ofSeconds(8);
    private static final long LEAD_NS = 700_000_000L;
    private static final int PORT = 8000;
    private static final int ENGINE_PORT = 8001;

    @TempDir
    private Path folder;

    /** 50 tokens a second are 15 in a round trip; some paths were seen to carry one. */
    @Test
    void theRateOfTokensDoesNotDependOnTheRoundTrip() throws Exception {
        List<AnswerLog> read = read("delay=150ms", "delay=1ms", 50, false);
        int far = read.getFirst().delivered();
        int near = read.getLast().delivered();
        assertThat(near).isGreaterThan(100);
        assertThat(far).as("tokens over 300 ms, near by there are %s", near).isGreaterThan(near * 3 / 4);
        assertThat(read.getFirst().arrivals()).as("not in bunches").isGreaterThan(far / 2);
    }

    /**
     * A sender with Nagle's algorithm waits with a small segment until the one before is acknowledged: one arrival in
     * each 40 ms, of eight tokens.
     */
    @Test
    void smallEventsAreNotHeldUntilTheOnesBeforeAreAcknowledged() throws Exception {
        AnswerLog read = read("delay=20ms", "delay=1ms", 200, true).getFirst();
        assertThat(read.delivered()).isGreaterThan(400);
        assertThat(medianGapMs(read)).isLessThan(20);
        assertThat(read.arrivals()).isGreaterThan(read.delivered() / 3);
    }

    /** One answer at each side, through a gateway. */
    private List<AnswerLog> read(String far, String near, double tokensPerSecond, boolean gzip) throws Exception {
        try (NetworkLab lab = NetworkLab.open(new NetworkLabConfig(1, "cubic"))) {
            StreamProcesses processes = new StreamProcesses(lab, PORT, folder, "far-away");
            List<StreamProcesses.Joint> joints = List.of(
                    new StreamProcesses.Joint(lab.pair(0, ClientSide.FAR), "far 60s rate=50mbit " + far),
                    new StreamProcesses.Joint(lab.pair(0, ClientSide.NEAR), "near 60s rate=50mbit " + near));
            try (Child link = processes.link(joints, 1, status -> {});
                    Child server = processes.server(new StreamProcesses.Serving(
                            "127.0.0.1", ENGINE_PORT, Sender.UNPACED, tokensPerSecond, 1, null, false))) {
                link.awaitReady(PATIENCE);
                lab.attach(0);
                server.awaitReady(PATIENCE);
                return throughGateway(lab, processes, link, tokensPerSecond, gzip);
            }
        }
    }

    private List<AnswerLog> throughGateway(
            NetworkLab lab, StreamProcesses processes, Child link, double tokensPerSecond, boolean gzip)
            throws Exception {
        int tokens = (int) (tokensPerSecond * RUN.toSeconds() * 2);
        StreamProcesses.Demand demand = new StreamProcesses.Demand(1, tokens, tokensPerSecond, RUN, 1, gzip);
        try (Child gateway = processes.beside(
                        "gateway",
                        GatewayMain.class,
                        List.of(
                                "--until-stdin-closes",
                                "--upstream=http://127.0.0.1:" + ENGINE_PORT,
                                "--listen=0.0.0.0:" + PORT,
                                "--admin=127.0.0.1:0",
                                "--drain-timeout=0s"));
                Child far = processes.readers(lab.pair(0, ClientSide.FAR), "far", demand, status -> {});
                Child near = processes.readers(lab.pair(0, ClientSide.NEAR), "near", demand, status -> {})) {
            gateway.awaitReady(PATIENCE);
            far.awaitReady(PATIENCE);
            near.awaitReady(PATIENCE);
            long startNs = System.nanoTime() + LEAD_NS;
            for (Child child : List.of(link, far, near)) {
                child.send("start " + startNs);
            }
            far.awaitEnd(RUN.plus(PATIENCE));
            near.awaitEnd(PATIENCE);
        }
        return List.of(
                ReaderLog.read(processes.arrivals("far")).answers().getFirst(),
                ReaderLog.read(processes.arrivals("near")).answers().getFirst());
    }

    private static double medianGapMs(AnswerLog read) {
        double[] gaps = new double[read.arrivals() - 1];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = (read.atNs(i + 1) - read.atNs(i)) / 1e6;
        }
        Arrays.sort(gaps);
        return gaps[gaps.length / 2];
    }
}
