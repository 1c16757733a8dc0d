package dev.tokenflow.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that are older than the probe. */
@Tag("kernel")
class ExistingSocketsTest {
    private static final int BYTES = 245;
    private static final int EARLIER_BYTES = 100_000;

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT"})
    void aConnectionThatIsThereIsToldAtOnceAndCountedFromThenOn(ProbeTier tier) throws Exception {
        try (Pair pair = new Pair();
                EventLog log = pair.watch(tier)) {
            assertThat(log.events()).singleElement().satisfies(event -> {
                assertThat(event.kindCode()).isEqualTo(EventKind.OPEN.code());
                assertThat(event.localPort()).isEqualTo(pair.port());
                assertThat(event.bytesAckedDelta()).isZero();
                assertThat(event.handshakeRttUs()).isZero();
            });
            pair.exchange(10);
            await().until(() -> log.events(EventKind.RTT).size() >= 9);
            assertThat(log.events().stream()
                            .mapToLong(TcpEventView::bytesAckedDelta)
                            .sum())
                    .isBetween(9L * BYTES, 10L * BYTES);
        }
    }

    @Test
    void whereItCannotBeListedItIsMetAtItsNextAck() throws Exception {
        try (Pair pair = new Pair();
                EventLog log = pair.watch(ProbeTier.RAW_TRACEPOINT)) {
            assertThat(log.events()).isEmpty();
            pair.exchange(10);
            await().until(() -> log.events(EventKind.RTT).size() >= 5);
            assertThat(log.events(EventKind.OPEN)).isEmpty();
            assertThat(log.events().stream()
                            .mapToLong(TcpEventView::bytesAckedDelta)
                            .sum())
                    .isBetween(1L, 10L * BYTES);
        }
    }

    /** The callback is the only one that reports a sample before the next ACK comes. */
    @Test
    void itGetsTheCallbackTooWhereTheKernelAllowsThat() throws Exception {
        List<Integer> version = Arrays.stream(System.getProperty("os.version").split("[^0-9]+", 3))
                .limit(2)
                .map(Integer::valueOf)
                .toList();
        assumeTrue(
                version.getFirst() > 6 || (version.getFirst() == 6 && version.getLast() >= 12),
                "Linux 6.12 is the first that lets others set the flag of a socket");
        try (Pair pair = new Pair();
                EventLog log = pair.watch(ProbeTier.SOCKET_CALLBACK)) {
            pair.server.getOutputStream().write(new byte[BYTES]);
            pair.client.getInputStream().readNBytes(BYTES);
            await().until(() -> !log.events(EventKind.RTT).isEmpty());
        }
    }

    /** Two ends of a connection that has been used. */
    private static final class Pair implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0);
        private final Socket client = new Socket("127.0.0.1", listener.getLocalPort());
        private final Socket server = listener.accept();

        Pair() throws IOException {
            client.setTcpNoDelay(true);
            server.getOutputStream().write(new byte[EARLIER_BYTES]);
            client.getInputStream().readNBytes(EARLIER_BYTES);
        }

        int port() {
            return listener.getLocalPort();
        }

        EventLog watch(ProbeTier tier) throws Exception {
            return new EventLog(ProbeConfig.of(SocketFilter.localPorts(port()), Duration.ZERO, 4 << 20), tier);
        }

        void exchange(int messages) throws IOException {
            for (int i = 0; i < messages; i++) {
                server.getOutputStream().write(new byte[BYTES]);
                client.getInputStream().readNBytes(BYTES);
                client.getOutputStream().write(1);
                server.getInputStream().read();
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
            listener.close();
        }
    }
}
