package dev.tokenflow.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A reader that delays its acknowledgements, as most do that have nothing to answer (40 ms on Linux). */
@Tag("kernel")
class DelayedAckTest {
    private static final int MESSAGES = 12;
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final int BYTES = 245;
    private static final long LEAST_DELAY_US = 20_000;

    /** The delay is in the round trips, as it is in the kernel's own; but none is told later than it was measured. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT"})
    void theDelayIsInTheRoundTripsAndNowhereElse(ProbeTier tier) throws Exception {
        try (ServerSocket listener = new ServerSocket(0);
                EventLog log = new EventLog(
                        ProbeConfig.of(SocketFilter.localPorts(listener.getLocalPort()), Duration.ZERO, 1 << 20),
                        tier);
                Socket client = new Socket("127.0.0.1", listener.getLocalPort());
                Socket server = listener.accept()) {
            server.setTcpNoDelay(true);
            for (int i = 0; i < MESSAGES; i++) {
                client.setOption(ExtendedSocketOptions.TCP_QUICKACK, false);
                server.getOutputStream().write(new byte[BYTES]);
                client.getInputStream().readNBytes(BYTES);
                LockSupport.parkNanos(BETWEEN.toNanos()); // the sender's own rhythm
            }
            await().until(() -> log.events(EventKind.RTT).size() >= MESSAGES - 2);
            List<TcpEventView> samples = log.events(EventKind.RTT);
            assertThat(samples)
                    .filteredOn(event -> event.rttUs() > LEAST_DELAY_US)
                    .hasSizeGreaterThan(MESSAGES / 2);
            if (tier == ProbeTier.SOCKET_CALLBACK) {
                assertThat(samples)
                        .allSatisfy(event ->
                                assertThat(event.tsNs() - event.sampleNs()).isLessThan(BETWEEN.toNanos() / 2));
            }
            assertThat(samples).allMatch(event -> event.rttCount() == 1);
        }
    }
}
