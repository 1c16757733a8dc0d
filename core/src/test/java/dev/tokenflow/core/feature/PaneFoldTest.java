package dev.tokenflow.core.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.event.EventKind;
import dev.tokenflow.core.event.IpAddress;
import dev.tokenflow.core.event.TcpEventBuilder;
import dev.tokenflow.core.event.TcpEventView;
import dev.tokenflow.core.pacing.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaneFoldTest {
    private static final long MS = 1_000_000;

    @Test
    void oneEventCountsForItsClientItsPrefixAndItsSite() {
        PaneFold fold = new PaneFold("host/0", "host", 100);
        fold.add(view(ack(1, "203.0.113.7", 40_000)), 20 * MS);
        fold.add(view(ack(2, "203.0.113.8", 60_000)), 30 * MS);

        assertThat(fold.panes())
                .extracting(Pane::path)
                .containsExactlyInAnyOrder(
                        "client/203.0.113.7", "client/203.0.113.8", "prefix/203.0.113.0/24", "site/host");
        Pane site = pane(fold, Scope.SITE);
        assertThat(site.rtt().count()).isEqualTo(2);
        assertThat(site.bytesAcked()).isEqualTo(510);
        assertThat(site.oldestEventNs()).isEqualTo(20 * MS);
        assertThat(site.newestSampleMs()).isEqualTo(30);
        assertThat(pane(fold, Scope.PREFIX).rtt()).usingRecursiveComparison().isEqualTo(site.rtt());
    }

    @Test
    void theOrderOfEventsDoesNotMatter() {
        List<byte[]> events = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            events.add(ack(i % 7, "203.0.113." + i % 3, 1 + random.nextInt(90_000)));
        }
        List<Pane> sorted = fold(events);

        Collections.shuffle(events, random);
        assertThat(fold(events))
                .usingRecursiveComparison()
                .ignoringCollectionOrder()
                .isEqualTo(sorted);
    }

    @Test
    void aSocketIsWhatItsNewestEventSays() {
        TcpEventBuilder builder = new TcpEventBuilder();
        byte[] older = builder.kind(EventKind.RTT)
                .bytesAcked(1, 1)
                .unsentBytes(9)
                .window(1, 1, 4)
                .toBytes();
        byte[] newer = builder.clear()
                .kind(EventKind.RETRANSMIT)
                .unsentBytes(5)
                .window(1, 1, 2)
                .toBytes();

        SocketState inOrder = SocketState.after(SocketState.after(null, view(older), 10 * MS), view(newer), 20 * MS);
        SocketState swapped = SocketState.after(SocketState.after(null, view(newer), 20 * MS), view(older), 10 * MS);

        assertThat(swapped).isEqualTo(inOrder);
        assertThat(inOrder.gauges(30 * MS)).isEqualTo(new SocketGauges(1, 1, 5, 2));
    }

    @Test
    void aStreamIsActiveForASecondAfterItsLastAcknowledgedByte() {
        SocketState socket = SocketState.after(null, view(ack(1, "203.0.113.7", 40_000)), 100 * MS);

        assertThat(socket.gauges(1_099 * MS).activeStreams()).isEqualTo(1);
        assertThat(socket.gauges(1_100 * MS).activeStreams()).isZero();
        assertThat(socket.gauges(1_100 * MS).openConnections()).isEqualTo(1);
    }

    @Test
    void impossibleEventsAreObjectedTo() {
        TcpEventBuilder b = new TcpEventBuilder();
        assertThat(objection(b.kind(EventKind.RTT).rtt(40_000))).isNull();
        assertThat(objection(b.clear())).isEqualTo("unknown-kind");
        assertThat(objection(b.clear().kind(EventKind.RTT).tsNs(151 * MS))).isEqualTo("future");
        assertThat(objection(b.clear().kind(EventKind.RTT).rtt(0))).isEqualTo("implausible");
        assertThat(objection(b.clear().kind(EventKind.RTT).rtt(5, 3, 100, 1, 9)))
                .isEqualTo("implausible");
        assertThat(objection(b.clear().kind(EventKind.RTT).bytesAcked(0, -1))).isEqualTo("implausible");
        assertThat(objection(b.clear().kind(EventKind.RETRANSMIT).retransmitted(1L << 31, 0)))
                .isEqualTo("implausible");
    }

    private static String objection(TcpEventBuilder event) {
        return EventRules.objection(view(event.toBytes()), 100 * MS);
    }

    private static List<Pane> fold(List<byte[]> events) {
        PaneFold fold = new PaneFold("host/0", "host", 100);
        events.forEach(event -> fold.add(view(event), 20 * MS));
        return List.copyOf(fold.panes());
    }

    private static Pane pane(PaneFold fold, Scope scope) {
        return fold.panes().stream().filter(p -> p.scope() == scope).findFirst().orElseThrow();
    }

    private static byte[] ack(long cookie, String client, int rttUs) {
        return new TcpEventBuilder()
                .kind(EventKind.RTT)
                .sockCookie(cookie)
                .remote(IpAddress.parse(client), 4_000)
                .rtt(rttUs)
                .bytesAcked(0, 255)
                .delivered(0, 1)
                .toBytes();
    }

    private static TcpEventView view(byte[] event) {
        return new TcpEventView().at(event, 0);
    }
}
