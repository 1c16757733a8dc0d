package dev.tokenflow.simulator.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.RetransmitCause;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.time.EventQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpConnectionTest {
    private static final long S = 1_000_000_000L;
    private static final TcpEndpoints ENDPOINTS =
            new TcpEndpoints(42, 7, IpAddress.parse("10.0.0.1"), 8080, IpAddress.parse("10.0.0.2"), 40_000);

    /** One bulk transfer: a server that writes as long as its socket is writable. */
    private static final class Transfer implements TcpConnection.Exchange {
        final EventQueue queue = new EventQueue(0);
        final VirtualPath path;
        final TcpConnection connection;
        final List<byte[]> events = new ArrayList<>();
        final long total;
        long written;
        long delivered;
        long largestStep;

        Transfer(String schedule, long seed, long total) {
            this.total = total;
            path = new VirtualPath(queue, LinkSchedule.parse(schedule), seed);
            path.start(0);
            connection = new TcpConnection(queue, path, ENDPOINTS, 350, (tsNs, struct) -> events.add(struct), this);
            connection.connect();
        }

        @Override
        public void requested(TcpConnection established) {
            fill();
        }

        @Override
        public void writable() {
            fill();
        }

        private void fill() {
            while (written < total && connection.sender().writable(Long.MAX_VALUE)) {
                int bytes = (int) Math.min(10_000, total - written);
                written += bytes;
                connection.write(bytes);
            }
            if (written == total) {
                connection.end();
            }
        }

        @Override
        public void delivered(long bytes) {
            assertThat(bytes).as("bytes in order").isGreaterThan(delivered).isLessThanOrEqualTo(written);
            largestStep = Math.max(largestStep, bytes - delivered);
            delivered = bytes;
        }

        EventKind lastKind() {
            return EventKind.ofCode(new TcpEventView().at(events.getLast(), 0).kindCode());
        }
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({
        "a 1s rate=10mbit delay=20ms, 1",
        "a 1s rate=10mbit delay=20ms buffer=5kB, 1",
        "a 1s rate=10mbit delay=20ms loss=1%, 2",
        "a 1s rate=10mbit delay=20ms loss=20%, 3",
        "a 1s rate=10mbit delay=20ms jitter=15ms reorder, 4",
        "a 1s rate=10mbit delay=20ms jitter=15ms reorder loss=5%, 5",
        "a 1s rate=50mbit delay=20ms; b 2s rate=300kbit delay=20ms buffer=1s; c 1s rate=20mbit delay=20ms loss=3%, 6",
        "a 500ms rate=10mbit delay=20ms; dark 3s rate=0bit delay=20ms; c 1s rate=10mbit delay=20ms, 7"
    })
    void everyByteArrivesOnceInOrder(String schedule, long seed) {
        Transfer transfer = new Transfer(schedule, seed, 1_000_000);
        transfer.queue.runUntil(600 * S);
        assertThat(transfer.delivered).isEqualTo(1_000_000);
        assertThat(transfer.connection.sender().queuedBytes()).isZero();
        assertThat(transfer.lastKind()).isEqualTo(EventKind.CLOSE);
        assertThat(transfer.queue.nextNs()).as("nothing is planned any more").isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a 1s rate=2mbit delay=20ms buffer=1s, 2e6",
        "a 1s rate=10mbit delay=20ms buffer=100ms, 10e6",
        "a 1s rate=50mbit delay=20ms buffer=100ms, 50e6",
        "a 1s rate=20mbit delay=5ms buffer=20ms, 20e6"
    })
    void bulkFillsTheLink(String schedule, double rate) {
        Transfer transfer = new Transfer(schedule, 1, 1L << 40);
        transfer.queue.runUntil(10 * S);
        long before = transfer.path.forward().counters(10 * S).forwardedBytes();
        transfer.queue.runUntil(40 * S);
        long after = transfer.path.forward().counters(40 * S).forwardedBytes();
        assertThat((after - before) * 8 / 30.0).isCloseTo(rate, within(0.05 * rate));
        double goodput = transfer.delivered * 8 / 40.0 * (TcpSender.MSS + TcpSender.HEADER_BYTES) / TcpSender.MSS;
        assertThat(goodput).isGreaterThan(0.9 * rate);
    }

    @Test
    void aDeepBufferBecomesAStandingQueue() {
        Transfer transfer = new Transfer("a 1s rate=2mbit delay=20ms buffer=1s", 1, 1L << 40);
        transfer.queue.runUntil(30 * S);
        assertThat(transfer.connection.sender().rtt().smoothedNs()).isBetween(S / 2, S + 60_000_000L);
        assertThat(transfer.connection.sender().rtt().minNs()).isBetween(40_000_000L, 42_000_000L);
    }

    @Test
    void eventsTellWhatHappened() {
        Transfer transfer = new Transfer("a 1s rate=5mbit delay=20ms loss=1%", 9, 2_000_000);
        transfer.queue.runUntil(120 * S);
        TcpEventView event = new TcpEventView();
        long acked = 0;
        long delivered = 0;
        long retransmitted = 0;
        long retransDeltas = 0;
        long previousNs = 0;
        for (byte[] struct : transfer.events) {
            event.at(struct, 0);
            acked += event.bytesAckedDelta();
            delivered += event.deliveredDelta();
            retransmitted += event.segments();
            retransDeltas += event.retransDelta();
            assertThat(event.hasRetrans()).isTrue();
            assertThat(event.tsNs()).isGreaterThanOrEqualTo(previousNs);
            assertThat(event.sockCookie()).isEqualTo(42);
            assertThat(event.localPort()).isEqualTo(8080);
            assertThat(event.remoteAddress()).isEqualTo(IpAddress.parse("10.0.0.2"));
            if (event.kindCode() == EventKind.RTT.code()) {
                assertThat(event.rttUs()).isBetween(40_000L, 300_000L);
                assertThat(event.rttCount()).isEqualTo(1);
            }
            previousNs = event.tsNs();
        }
        assertThat(event.at(transfer.events.getFirst(), 0).kindCode()).isEqualTo(EventKind.OPEN.code());
        assertThat(transfer.lastKind()).isEqualTo(EventKind.CLOSE);
        assertThat(acked).isEqualTo(2_000_000);
        assertThat(delivered).isEqualTo(transfer.connection.sender().segmentsDelivered());
        assertThat(retransmitted).isEqualTo(transfer.connection.sender().retransmissions());
        assertThat(retransDeltas).isEqualTo(transfer.connection.sender().retransmissions());
        long lost = transfer.path.forward().counters(120 * S).droppedLoss();
        assertThat(retransmitted).isBetween(lost, lost + 5);
    }

    @Test
    void reorderingAloneCostsFewRetransmissionsAndTheyAreReportedAsDuplicates() {
        Transfer transfer = new Transfer("a 1s rate=20mbit delay=20ms jitter=3ms reorder buffer=5MB", 3, 2_000_000);
        transfer.queue.runUntil(60 * S);
        long resent = transfer.connection.sender().retransmissions();
        assertThat(resent).isLessThan(50);
        assertThat(transfer.connection.sender().duplicates()).isEqualTo(resent);
    }

    @Test
    void aWriteIntoAnOpenWindowIsASegmentOfItsOwnAndWaitingWritesAreMerged() {
        EventQueue queue = new EventQueue(0);
        List<Long> sizes = new ArrayList<>();
        TcpObserver blind = new TcpObserver() {
            @Override
            public void roundTrip(TcpSender socket) {}

            @Override
            public void retransmitted(TcpSender socket, int segments, RetransmitCause cause) {}
        };
        TcpSender sender =
                new TcpSender(queue, (start, end, pushed, sentNs) -> sizes.add(end - start), blind, () -> {});
        sender.handshakeRtt(40_000_000);
        for (int i = 0; i < 20; i++) {
            assertThat(sender.writable(1)).isEqualTo(i <= 10);
            sender.write(250);
        }
        assertThat(sizes).hasSize(Cubic.INITIAL_WINDOW).allMatch(bytes -> bytes == 250);
        assertThat(sender.unsentBytes()).isEqualTo(2_500);
        sender.receive(new Ack(500, 500, 500, false, 0));
        assertThat(sizes.subList(10, sizes.size())).containsExactly(1448L, 1052L);
    }
}
