package dev.tokenflow.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.agent.Conversation;
import dev.tokenflow.agent.host.BpfStatistics;
import dev.tokenflow.agent.host.Host;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.RetransmitCause;
import dev.tokenflow.protocol.event.TcpEventView;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The probe on the running kernel, with real connections over loopback. */
@Tag("kernel")
class ProbeTest {
    private static final int MESSAGES = 300;
    private static final int BYTES = 245;
    private static final long SECOND_US = 1_000_000;
    private static final long JIFFY_US = 10_000; // or less

    static Stream<Arguments> tiersAndAddresses() {
        return Stream.of(ProbeTier.SOCKET_CALLBACK, ProbeTier.BTF_TRACEPOINT, ProbeTier.RAW_TRACEPOINT)
                .flatMap(tier -> Stream.of("127.0.0.1", "::1").map(address -> Arguments.of(tier, address)));
    }

    @ParameterizedTest
    @MethodSource("tiersAndAddresses")
    void reportsAConnectionFromOpenToClose(ProbeTier tier, String address) throws Exception {
        long startNs = System.nanoTime();
        try (Conversation conversation = Conversation.on(address);
                EventLog log = new EventLog(everyAck(SocketFilter.localPorts(conversation.port())), tier)) {
            assertThat(log.probe().tier()).isEqualTo(tier);
            int clientPort = conversation.hold(MESSAGES, BYTES);
            awaitClose(log);

            List<TcpEventView> events = log.events();
            assertThat(events.getFirst().kindCode()).isEqualTo(EventKind.OPEN.code());
            assertThat(events.getLast().kindCode()).isEqualTo(EventKind.CLOSE.code());
            // One sample for each message at least nearly: the last ones may come with the close.
            assertThat(log.events(EventKind.RTT).size()).isBetween(MESSAGES - 5, 2 * MESSAGES);
            long cookie = events.getFirst().sockCookie();
            long lastNs = startNs;
            for (TcpEventView event : events) {
                assertThat(event.sockCookie()).isEqualTo(cookie);
                assertThat(event.localPort()).isEqualTo(conversation.port());
                assertThat(event.remotePort()).isEqualTo(clientPort);
                assertThat(event.remoteAddress()).isEqualTo(IpAddress.parse(address));
                assertThat(event.tsNs()).isBetween(lastNs, System.nanoTime());
                lastNs = event.tsNs();
            }
            assertThat(total(log, TcpEventView::bytesAckedDelta))
                    .isBetween((long) MESSAGES * BYTES, MESSAGES * BYTES + 2L);
        }
    }

    @Test
    void fieldsArePlausibleAndDeltasAddUp() throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog log = new EventLog(everyAck(SocketFilter.localPorts(conversation.port())))) {
            conversation.hold(MESSAGES, BYTES);
            awaitClose(log);
            for (TcpEventView event : log.events(EventKind.RTT)) {
                assertThat(event.rttUs()).isBetween(1L, SECOND_US);
                assertThat(event.rttCount()).isEqualTo(1);
                assertThat(event.rttSumUs()).isEqualTo(event.rttUs());
                assertThat(event.rttMinUs()).isEqualTo(event.rttUs());
                assertThat(event.rttMaxUs()).isEqualTo(event.rttUs());
                assertThat(event.sampleNs()).isBetween(1L, event.tsNs());
                assertThat(event.mdevUs()).isBetween(0L, SECOND_US);
                assertThat(event.segments()).isZero();
            }
            assertThat(log.events(EventKind.RTT)).anyMatch(TcpEventView::appLimited);
            assertThat(log.events().getFirst().bytesAckedDelta()).isZero();
            assertThat(total(log, TcpEventView::bytesAckedDelta))
                    .isBetween((long) MESSAGES * BYTES, MESSAGES * BYTES + 2L);
            assertThat(total(log, TcpEventView::deliveredDelta)).isBetween((long) MESSAGES, MESSAGES + 2L);
            assertThat(total(log, TcpEventView::dsackDelta)).isLessThan(10);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT", "RAW_TRACEPOINT"})
    void anUndisturbedConnectionIsLimitedByNothing(ProbeTier tier) throws Exception {
        long startNs = System.nanoTime();
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog log = new EventLog(everyAck(SocketFilter.localPorts(conversation.port())), tier)) {
            conversation.hold(MESSAGES, BYTES);
            awaitClose(log);
            long elapsedUs = (System.nanoTime() - startNs) / 1_000;
            assertThat(log.events()).allMatch(TcpEventView::hasRetrans);
            assertThat(log.events()).allMatch(TcpEventView::hasLimits);
            assertThat(log.events()).allMatch(TcpEventView::hasReordering);
            assertThat(log.events()).noneMatch(TcpEventView::hasCe); // nobody asked for ECN
            assertThat(log.events()).noneMatch(TcpEventView::notSent);
            assertThat(log.events()).allMatch(event -> event.cause() == RetransmitCause.UNKNOWN);
            assertThat(log.events()).allMatch(event -> event.backoff() == 0);
            assertThat(log.events(EventKind.OPEN).getFirst().handshakeRttUs()).isBetween(1L, elapsedUs);
            assertThat(log.events().stream().skip(1)).allMatch(event -> event.handshakeRttUs() == 0);
            assertThat(total(log, TcpEventView::busyDeltaUs)).isBetween(0L, elapsedUs + JIFFY_US);
            assertThat(total(log, TcpEventView::rwndLimitedDeltaUs)).isZero();
            assertThat(total(log, TcpEventView::sndbufLimitedDeltaUs)).isZero();
            assertThat(total(log, TcpEventView::retransDelta)).isZero();
            assertThat(total(log, TcpEventView::reorderingDelta)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT", "RAW_TRACEPOINT"})
    void aReaderThatPausesIsToldFromASlowPath(ProbeTier tier) throws Exception {
        int bytes = 20_000_000;
        Duration pause = Duration.ofMillis(500);
        try (ServerSocket listener = new ServerSocket(0);
                EventLog log = new EventLog(everyAck(SocketFilter.localPorts(listener.getLocalPort())), tier);
                Socket client = new Socket("127.0.0.1", listener.getLocalPort());
                Socket server = listener.accept()) {
            long startNs = System.nanoTime();
            Thread sender = Thread.ofPlatform().start(() -> sendAndEnd(server, bytes));
            LockSupport.parkNanos(pause.toNanos()); // the reader looks elsewhere
            assertThat(client.getInputStream().transferTo(OutputStream.nullOutputStream()))
                    .isEqualTo(bytes);
            sender.join();
            client.close();
            server.close();
            awaitClose(log);
            long elapsedUs = (System.nanoTime() - startNs) / 1_000;
            long rwndLimitedUs = total(log, TcpEventView::rwndLimitedDeltaUs);
            assertThat(rwndLimitedUs).isBetween(pause.toMillis() * 1_000 / 2, elapsedUs + JIFFY_US);
            assertThat(total(log, TcpEventView::busyDeltaUs)).isBetween(rwndLimitedUs, elapsedUs + JIFFY_US);
        }
    }

    /** The client ends its direction first, as one does that has asked its question. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT", "RAW_TRACEPOINT"})
    void aHalfClosedConnectionHasASampleToo(ProbeTier tier) throws Exception {
        try (ServerSocket listener = new ServerSocket(0);
                EventLog log = new EventLog(everyAck(SocketFilter.localPorts(listener.getLocalPort())), tier);
                Socket client = new Socket("127.0.0.1", listener.getLocalPort());
                Socket server = listener.accept()) {
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            server.getOutputStream().write(new byte[BYTES]);
            client.getInputStream().readNBytes(BYTES);
            server.close();
            awaitClose(log);
            assertThat(total(log, TcpEventView::rttCount)).isPositive();
        }
    }

    @Test
    void acknowledgementsThatRideOnDataCountToo() throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog log = new EventLog(everyAck(SocketFilter.localPorts(conversation.port())))) {
            conversation.hold(MESSAGES, BYTES, 500);
            awaitClose(log);
            assertThat(log.events(EventKind.RTT).size()).isBetween(MESSAGES - 5, 2 * MESSAGES);
        }
    }

    @Test
    void receivedDataIsNoEvent() throws Exception {
        try (ServerSocket listener = new ServerSocket(0);
                EventLog log = new EventLog(
                        everyAck(SocketFilter.localPorts(listener.getLocalPort())), ProbeTier.BTF_TRACEPOINT)) {
            try (Socket client = new Socket("127.0.0.1", listener.getLocalPort());
                    Socket server = listener.accept()) {
                Thread sender = Thread.ofVirtual().start(() -> sendAndEnd(client, 5_000_000));
                assertThat(server.getInputStream().transferTo(OutputStream.nullOutputStream()))
                        .isEqualTo(5_000_000);
                sender.join();
            }
            awaitClose(log);
            assertThat(log.events(EventKind.RTT).size()).isLessThan(5);
            assertThat(log.runs(ProbeStage.UNCHANGED)).isGreaterThan(10);
        }
    }

    @ParameterizedTest
    @MethodSource("throttles")
    void throttlingLosesNoSample(ProbeTier tier, Duration throttle) throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog every = new EventLog(everyAck(SocketFilter.localPorts(conversation.port())), tier);
                EventLog throttled =
                        new EventLog(config(SocketFilter.localPorts(conversation.port()), throttle), tier)) {
            conversation.hold(MESSAGES, BYTES);
            awaitClose(every);
            awaitClose(throttled);
            assertThat(throttled.events().size()).isLessThan(every.events().size() / 2);
            assertThat(total(throttled, TcpEventView::rttCount)).isEqualTo(total(every, TcpEventView::rttCount));
            assertThat(total(throttled, TcpEventView::rttSumUs)).isEqualTo(total(every, TcpEventView::rttSumUs));
            assertThat(total(throttled, TcpEventView::bytesAckedDelta))
                    .isEqualTo(total(every, TcpEventView::bytesAckedDelta));
            assertThat(total(throttled, TcpEventView::deliveredDelta))
                    .isEqualTo(total(every, TcpEventView::deliveredDelta));
            assertThat(smallestAndLargest(throttled)).isEqualTo(smallestAndLargest(every));
            assertThat(throttled.runs(ProbeStage.FOLDED)).isPositive();
        }
    }

    static Stream<Arguments> throttles() {
        return Stream.of(
                Arguments.of(ProbeTier.SOCKET_CALLBACK, Duration.ofMillis(2)),
                Arguments.of(ProbeTier.SOCKET_CALLBACK, Duration.ofSeconds(30)),
                Arguments.of(ProbeTier.BTF_TRACEPOINT, Duration.ofMillis(2)),
                Arguments.of(ProbeTier.BTF_TRACEPOINT, Duration.ofSeconds(30)), // everything comes with CLOSE
                Arguments.of(ProbeTier.RAW_TRACEPOINT, Duration.ofMillis(2)));
    }

    @Test
    void theCallbackReportsASampleBeforeTheNextAckComes() throws Exception {
        try (ServerSocket listener = new ServerSocket(0);
                EventLog log = new EventLog(everyAck(SocketFilter.localPorts(listener.getLocalPort())));
                Socket client = new Socket("127.0.0.1", listener.getLocalPort());
                Socket server = listener.accept()) {
            assertThat(log.probe().tier()).isEqualTo(ProbeTier.SOCKET_CALLBACK);
            server.getOutputStream().write(new byte[BYTES]);
            client.getInputStream().readNBytes(BYTES);
            await().until(() -> !log.events(EventKind.RTT).isEmpty());
            assertThat(total(log, TcpEventView::bytesAckedDelta)).isEqualTo(BYTES);
        }
    }

    /** The tracepoint sees the last sample of an answer when the next answer begins. */
    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT", "RAW_TRACEPOINT"})
    void aSampleFromBeforeALongPauseIsNotReportedAfterIt(ProbeTier tier) throws Exception {
        for (Duration throttle : List.of(Duration.ZERO, Duration.ofSeconds(30))) {
            try (Conversation conversation = Conversation.on("127.0.0.1");
                    EventLog log = new EventLog(
                            everyAck(SocketFilter.localPorts(conversation.port()))
                                    .withThrottle(throttle),
                            tier)) {
                conversation.holdWithPause(20, BYTES, Duration.ofMillis(1_700));
                awaitClose(log);
                assertThat(log.events())
                        .filteredOn(event -> event.rttCount() > 0)
                        .isNotEmpty()
                        .allMatch(event -> event.tsNs() - event.sampleNs() < 1_500_000_000L);
                assertThat(total(log, TcpEventView::bytesAckedDelta)).isBetween(20L * BYTES, 20L * BYTES + 2);
                if (tier == ProbeTier.SOCKET_CALLBACK && throttle.isZero()) {
                    assertThat(total(log, TcpEventView::rttCount)).isGreaterThanOrEqualTo(20);
                } else if (tier != ProbeTier.SOCKET_CALLBACK) {
                    assertThat(log.runs(ProbeStage.STALE)).isEqualTo(1);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("filters")
    void onlyMatchingSocketsAreReported(String name, SocketFilter matching, SocketFilter other) throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog control = new EventLog(everyAck(SocketFilter.localPorts(conversation.port())));
                EventLog seen = new EventLog(everyAck(matching));
                EventLog unseen = new EventLog(everyAck(other))) {
            int clientPort = conversation.hold(50, BYTES);
            awaitClose(control);
            assertThat(seen.events()).anyMatch(event -> event.localPort() == conversation.port());
            assertThat(unseen.events())
                    .noneMatch(event -> event.localPort() == conversation.port() || event.localPort() == clientPort);
            assertThat(unseen.runs(ProbeStage.FILTERED)).isGreaterThan(50);
            assertThat(control.events()).allMatch(event -> event.localPort() == conversation.port());
        }
    }

    static Stream<Arguments> filters() throws Exception {
        long netns = SocketFilter.netnsInode(Path.of("/proc/self/ns/net"));
        IpAddress home = IpAddress.parse("127.0.0.1");
        SocketFilter all = SocketFilter.everything();
        return Stream.of(
                Arguments.of("netns", all.inNetns(netns), all.inNetns(netns + 1)),
                Arguments.of(
                        "remote",
                        all.withRemotes(home),
                        all.withRemotes(IpAddress.parse("127.0.0.2"), IpAddress.parse("::1"))),
                Arguments.of("port", all, SocketFilter.localPorts(1, 65_535)),
                Arguments.of(
                        "all of them",
                        all.withRemotes(home).inNetns(netns),
                        SocketFilter.localPorts(1).inNetns(netns).withRemotes(home)));
    }

    @Test
    void excludedPortsAreNeverReportedAtEitherEnd() throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog control = new EventLog(everyAck(SocketFilter.localPorts(conversation.port())));
                EventLog log = EventLog.excluding(Set.of(conversation.port()), everyAck(SocketFilter.everything()))) {
            conversation.hold(50, BYTES);
            awaitClose(control);
            assertThat(log.events())
                    .noneMatch(event ->
                            event.localPort() == conversation.port() || event.remotePort() == conversation.port());
            assertThat(log.runs(ProbeStage.FILTERED)).isGreaterThan(100);
        }
    }

    @Test
    void aFullRingCountsWhatItLosesAndKeepsTheSamples() throws Exception {
        try (Conversation conversation = Conversation.on("127.0.0.1");
                EventLog log = new EventLog(
                        ProbeConfig.of(SocketFilter.localPorts(conversation.port()), Duration.ZERO, 64 << 10))) {
            conversation.hold(1_000, 10); // room for 372 events
            await().until(() -> log.runs(ProbeStage.LOST_RING_FULL) > 500);
            long emitted = log.runs(ProbeStage.EMITTED);
            assertThat(log.events()).hasSize((int) emitted);
            assertThat(emitted).isEqualTo((64 << 10) / (128 + 8));
        }
    }

    @Test
    void tierThisKernelRefusesIsReportedWithItsReason() {
        // fentry or kprobe may work elsewhere: then there is nothing to refuse, and attaching must work.
        try (EventLog log = new EventLog(everyAck(SocketFilter.localPorts(1)), ProbeTier.FUNCTION_ENTRY)) {
            assertThat(log.probe().tier()).isEqualTo(ProbeTier.FUNCTION_ENTRY);
        } catch (Exception e) {
            assertThat(e).isInstanceOf(StartupException.class).hasMessageContaining("fentry: ");
        }
    }

    @Test
    void statisticsTellTheCostOfARun() throws Exception {
        try (BpfStatistics statistics = enabledStatistics();
                Conversation conversation = Conversation.on("127.0.0.1");
                EventLog log = new EventLog(everyAck(SocketFilter.localPorts(conversation.port())))) {
            assertThat(statistics).isNotNull();
            conversation.hold(MESSAGES, BYTES);
            awaitClose(log);
            ProgramRuns ack = log.probe().programRuns().stream()
                    .filter(runs -> runs.program().equals("tp_btf_ack"))
                    .findFirst()
                    .orElseThrow();
            assertThat(ack.runs()).isGreaterThan(MESSAGES);
            assertThat(ack.meanNs()).isBetween(1.0, 1e6);
        }
    }

    @Test
    void refusesARingThatIsNoPowerOfTwo() {
        assertThatThrownBy(() -> ProbeConfig.of(SocketFilter.everything(), Duration.ZERO, 100_000))
                .hasMessageContaining("power of two");
    }

    private static void sendAndEnd(Socket socket, int bytes) {
        try {
            socket.getOutputStream().write(new byte[bytes]);
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BpfStatistics enabledStatistics() throws StartupException {
        Host.check();
        return BpfStatistics.enable();
    }

    private static ProbeConfig everyAck(SocketFilter filter) {
        return config(filter, Duration.ZERO);
    }

    private static ProbeConfig config(SocketFilter filter, Duration throttle) {
        return ProbeConfig.of(filter, throttle, 4 << 20);
    }

    private static void awaitClose(EventLog log) {
        await().until(() -> !log.events(EventKind.CLOSE).isEmpty());
    }

    private static boolean isClose(TcpEventView event, int localPort) {
        return event.kindCode() == EventKind.CLOSE.code() && event.localPort() == localPort;
    }

    private static long total(EventLog log, ToLongFunction<TcpEventView> field) {
        return log.events().stream().mapToLong(field).sum();
    }

    private static List<Long> smallestAndLargest(EventLog log) {
        List<TcpEventView> withSamples =
                log.events().stream().filter(event -> event.rttCount() > 0).toList();
        return List.of(
                withSamples.stream().mapToLong(TcpEventView::rttMinUs).min().orElseThrow(),
                withSamples.stream().mapToLong(TcpEventView::rttMaxUs).max().orElseThrow());
    }
}
