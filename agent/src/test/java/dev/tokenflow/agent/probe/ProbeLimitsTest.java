package dev.tokenflow.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.agent.Conversation;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What strangers can make the probe cost. */
@Tag("kernel")
class ProbeLimitsTest {
    private static final int RARE_EVENTS_PER_S = 20;
    private static final int CONNECTIONS = 2_000;
    private static final int MESSAGES = 20;

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT", "RAW_TRACEPOINT"})
    void connectionsThatComeAndGoLeaveRoomForThoseThatAreUsed(ProbeTier tier) throws Exception {
        ProbeLimits limits = new ProbeLimits(0, RARE_EVENTS_PER_S);
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog log = new EventLog(config(conversation.port()).with(limits), tier)) {
            long fromNs = System.nanoTime();
            for (int i = 0; i < CONNECTIONS; i++) {
                conversation.hold(0, 0);
            }
            conversation.hold(MESSAGES, 245);
            double seconds = (System.nanoTime() - fromNs) / 1e9;
            // The connection that was used is told whole, whether its opening had a place or not.
            await().until(() -> ofTheUsedOne(log, EventKind.CLOSE).size() == 1);
            assertThat(ofTheUsedOne(log, EventKind.RTT).stream()
                            .mapToLong(TcpEventView::rttCount)
                            .sum())
                    .isBetween(MESSAGES - 2L, 2L * MESSAGES);
            int cpus = Runtime.getRuntime().availableProcessors();
            assertThat(log.events(EventKind.OPEN).size())
                    .isBetween(RARE_EVENTS_PER_S, (int) (cpus * RARE_EVENTS_PER_S * (seconds + 1)) + 1);
            assertThat(log.runs(ProbeStage.LIMITED)).isGreaterThan(CONNECTIONS);
            // Whoever was told to be open is told to be closed.
            Set<Long> opened = cookies(log, EventKind.OPEN);
            await().until(() -> cookies(log, EventKind.CLOSE).containsAll(opened));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT"})
    void moreSocketsThanMayBeRememberedAreCountedAndNotReported(ProbeTier tier) throws Exception {
        int most = 5;
        List<Socket> sockets = new ArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                EventLog log = new EventLog(config(listener.getLocalPort()).with(new ProbeLimits(most, 0)), tier)) {
            for (int i = 0; i < 3 * most; i++) {
                sockets.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
                sockets.add(listener.accept());
            }
            assertThat(log.probe().flows()).isEqualTo(most);
            assertThat(cookies(log, EventKind.OPEN)).hasSize(most);
            assertThat(log.runs(ProbeStage.LOST_STORAGE)).isGreaterThanOrEqualTo(2L * most);
            closeAll(sockets);
            await().until(() -> log.probe().flows() == 0);
            sockets.add(new Socket(listener.getInetAddress(), listener.getLocalPort()));
            await().until(() -> cookies(log, EventKind.OPEN).size() == most + 1);
        } finally {
            closeAll(sockets);
        }
    }

    @Test
    void refusesNumbersBelowZero() {
        assertThatThrownBy(() -> new ProbeLimits(-1, 0)).hasMessageContaining("--max-sockets is -1, expected 0");
        assertThatThrownBy(() -> new ProbeLimits(0, -1)).hasMessageContaining("--rare-events is -1, expected 0");
    }

    private static ProbeConfig config(int port) {
        return ProbeConfig.of(SocketFilter.localPorts(port), Duration.ZERO, 4 << 20);
    }

    private static List<TcpEventView> ofTheUsedOne(EventLog log, EventKind kind) {
        Set<Long> used = log.events().stream()
                .filter(event -> event.bytesAckedDelta() > 2)
                .map(TcpEventView::sockCookie)
                .collect(Collectors.toSet());
        return log.events(kind).stream()
                .filter(event -> used.contains(event.sockCookie()))
                .toList();
    }

    private static Set<Long> cookies(EventLog log, EventKind kind) {
        return log.events(kind).stream().map(TcpEventView::sockCookie).collect(Collectors.toSet());
    }

    private static void closeAll(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
