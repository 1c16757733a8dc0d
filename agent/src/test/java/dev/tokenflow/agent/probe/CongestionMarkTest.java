package dev.tokenflow.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.agent.Shell;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A router that marks every packet as having met congestion (ECN). */
@Tag("kernel")
class CongestionMarkTest {
    private static final int MESSAGES = 10;
    private static final int BYTES = 245;
    private static final String MARKER = """
            #include <linux/bpf.h>
            #include <bpf/bpf_helpers.h>
            char LICENSE[] SEC("license") = "GPL";
            SEC("tc") int mark(struct __sk_buff *skb)
            {
                bpf_skb_ecn_set_ce(skb);
                return 0;
            }
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"SOCKET_CALLBACK", "BTF_TRACEPOINT", "RAW_TRACEPOINT"})
    void marksAreCountedWhereBothEndsKnowThem(ProbeTier tier) throws Exception {
        Path source = Files.writeString(folder.resolve("marker.c"), MARKER);
        Path object = folder.resolve("marker.o");
        String machine = Shell.run("uname -m").strip();
        Shell.run("clang -O2 -g -target bpf -I/usr/include/" + machine + "-linux-gnu -c " + source + " -o " + object);
        try (LossyPath path = new LossyPath();
                EventLog log = new EventLog(
                        ProbeConfig.of(SocketFilter.everything().inNetns(path.serverInode()), Duration.ZERO, 1 << 20),
                        tier);
                PeerProcess server = new PeerProcess(path::inServer);
                PeerProcess client = new PeerProcess(path::inClient)) {
            path.useEcn();
            path.markEverything(object);
            server.connect(client, LossyPath.SERVER_ADDRESS);
            for (int i = 0; i < MESSAGES; i++) {
                server.exchange(client, BYTES);
            }
            client.ask("close");
            server.ask("close");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !log.events(EventKind.CLOSE).isEmpty());
            assertThat(log.events()).allMatch(TcpEventView::hasCe);
            assertThat(log.events().stream()
                            .mapToLong(TcpEventView::deliveredCeDelta)
                            .sum())
                    .isBetween(MESSAGES - 1L, MESSAGES + 2L);
        }
    }
}
