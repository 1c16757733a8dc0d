package dev.tokenflow.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.core.event.EventKind;
import dev.tokenflow.core.event.TcpEventView;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real loss on a real path: what the probe says was sent again is what the kernel's own counters say. */
@Tag("kernel")
class RetransmitTest {
    private static final int BYTES = 8_000_000;

    @ParameterizedTest
    @EnumSource(names = {"BTF_TRACEPOINT", "RAW_TRACEPOINT"})
    void countsEverySegmentSentAgain(ProbeTier tier) throws Exception {
        String classPath = System.getProperty("java.class.path");
        try (LossyPath path = new LossyPath();
                EventLog log = new EventLog(
                        new ProbeConfig(
                                SocketFilter.everything().inNetns(path.serverInode()),
                                Set.of(),
                                Duration.ofMillis(10),
                                16 << 20,
                                0),
                        tier)) {
            Process server = path.inServer(Shell.java(
                            classPath, BulkTransfer.class, "serve", LossyPath.SERVER_ADDRESS, Integer.toString(BYTES)))
                    .start();
            BufferedReader serverSays = server.inputReader();
            String port = serverSays.readLine();
            Process client = path.inClient(
                            Shell.java(classPath, BulkTransfer.class, "fetch", LossyPath.SERVER_ADDRESS, port))
                    .start();
            assertThat(client.inputReader().readLine()).isEqualTo(Integer.toString(BYTES));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !log.events(EventKind.CLOSE).isEmpty());
            assertThat(server.waitFor()).isZero();

            List<TcpEventView> retransmits = log.events(EventKind.RETRANSMIT);
            long segments =
                    retransmits.stream().mapToLong(TcpEventView::segments).sum();
            assertThat(segments).isPositive().isEqualTo(path.retransmittedSegments());
            TcpEventView last = log.events(EventKind.CLOSE).getLast();
            assertThat(segments).isEqualTo(last.totalRetrans());
            assertThat(retransmits).allMatch(event -> event.segments() >= 1 && event.rttCount() == 0);
            assertThat(log.events()).allMatch(event -> event.localPort() == Integer.parseInt(port));
            assertThat(log.events(EventKind.RTT)).anyMatch(event -> event.unsentBytes() > 0);
            assertThat(log.runs(ProbeStage.LOST_RING_FULL)).isZero();
        }
    }
}
