package dev.tokenflow.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.agent.Shell;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A reader that acknowledges 200 ms late, as some systems do; Linux itself never would on so short a path. */
@Tag("kernel")
class LateAckTest {
    private static final String SERVER = "10.79.0.1";
    private static final String CLIENT = "10.79.0.2";
    private static final String DEVICE = "late0";
    private static final int DELAY_MS = 200;
    private static final int MESSAGES = 12;
    private static final int BYTES = 245;

    private final String namespace = "tfd" + ProcessHandle.current().pid();

    @BeforeEach
    void make() {
        Shell.run("ip netns add " + namespace);
        Shell.run("ip -n " + namespace + " link set lo up");
    }

    @AfterEach
    void remove() {
        Shell.run("ip netns delete " + namespace);
    }

    /** What was sent again for nothing gives no round trip, which would be next to none; the others are the delay. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT"})
    void theDelayIsTheRoundTrip(ProbeTier tier) throws Exception {
        try (PeerProcess server = new PeerProcess(this::inNamespace)) {
            String port = server.ask("listen 0.0.0.0");
            try (EventLog log = new EventLog(
                    ProbeConfig.of(SocketFilter.localPorts(Integer.parseInt(port)), Duration.ZERO, 1 << 20), tier)) {
                server.tell("accept");
                Process client = client(port);
                try (BufferedReader said = client.inputReader()) {
                    assertThat(said.readLine()).isEqualTo("ready");
                    Shell.run("ip -n " + namespace + " addr add " + SERVER + "/24 dev " + DEVICE);
                    Shell.run("ip -n " + namespace + " link set " + DEVICE + " up");
                    client.outputWriter().append("go\n").flush();
                    assertThat(said.readLine()).isEqualTo("connected");
                    server.answer();
                    for (int i = 0; i < MESSAGES; i++) {
                        server.ask("write " + BYTES);
                        LockSupport.parkNanos(Duration.ofMillis(2 * DELAY_MS).toNanos()); // the sender's own rhythm
                    }
                    await().until(() -> log.events(EventKind.RTT).size() >= MESSAGES / 3);
                } finally {
                    client.destroy();
                    client.waitFor();
                }
                List<TcpEventView> samples = log.events(EventKind.RTT);
                assertThat(samples).allMatch(event -> event.rttUs() >= 1_000L * DELAY_MS);
                assertThat(samples).allMatch(event -> event.rttCount() == 1);
                if (tier == ProbeTier.SOCKET_CALLBACK) {
                    assertThat(samples)
                            .allSatisfy(event -> assertThat(event.tsNs() - event.sampleNs())
                                    .isLessThan(Duration.ofMillis(DELAY_MS / 2).toNanos()));
                }
            }
        }
    }

    private Process client(String port) throws Exception {
        Path script = Path.of(LateAckTest.class.getResource("late_ack_peer.py").toURI());
        return inNamespace(List.of(
                        "timeout", "60", "python3", script.toString(), DEVICE, CLIENT, SERVER, port, "" + DELAY_MS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private ProcessBuilder inNamespace(List<String> command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        words.addAll(command);
        return new ProcessBuilder(words);
    }
}
