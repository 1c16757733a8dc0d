package dev.tokenflow.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.agent.BulkTransfer;
import dev.tokenflow.agent.Shell;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real loss on a real path, held against the kernel's own counters. */
@Tag("kernel")
class RetransmitTest {
    private static final int BYTES = 8_000_000;
    private static final double MAX_UNREPORTED = 0.03;

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT", "RAW_TRACEPOINT"})
    void tellsWhatWasSentAgain(ProbeTier tier) throws Exception {
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
            long counted = path.retransmittedSegments();
            assertThat(counted).isPositive();
            // The kernel's counter is exact. The events are not: in a third of the runs on Linux 6.18 their segments
            // were 1 to 9 of about 420 short of it, although every run of the program became an event and none was
            // missed. The kernel counts before it tries to send, and the probe leaves out what could not be sent, which
            // is the probable cause. The bound is what was seen and a little more.
            assertThat((double) segments).isBetween((1 - MAX_UNREPORTED) * counted, (double) counted);
            assertThat(log.events()).hasSize((int) log.runs(ProbeStage.EMITTED));
            assertThat(log.probe().programRuns())
                    .filteredOn(runs -> runs.program().endsWith("_retransmit"))
                    .allMatch(runs -> runs.missed() == 0);
            assertThat(retransmits).allMatch(event -> event.segments() >= 1 && event.rttCount() == 0);
            assertThat(log.events()).allMatch(event -> event.localPort() == Integer.parseInt(port));
            assertThat(log.events(EventKind.RTT)).anyMatch(event -> event.unsentBytes() > 0);
            assertThat(log.runs(ProbeStage.LOST_RING_FULL)).isZero();
        }
    }
}
