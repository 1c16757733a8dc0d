package dev.tokenflow.agent.batch;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import dev.tokenflow.protocol.event.TcpEventLayout;
import dev.tokenflow.protocol.event.TcpEventView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private static final long HEARTBEAT_NS = 100_000_000;
    private static final long START_NS = 5_000_000_000L;

    private final List<OutgoingBatch> sent = new ArrayList<>();
    private final MemorySegment ring = Arena.ofAuto().allocate(4096, 8);

    @Test
    void tickSendsWhatThereIsWithAHeaderOfThatMoment() throws Exception {
        Batcher batcher = batcher(1);
        accept(batcher, 7, EventKind.RTT, 111);
        accept(batcher, 8, EventKind.CLOSE, 222);
        batcher.tick(START_NS + 20, 1_000, 3);

        Batch batch = decode(0);
        assertThat(batch.count()).isEqualTo(2);
        assertThat(batch.header().agent()).isEqualTo("host-a");
        assertThat(batch.header().tenant()).isEqualTo("team-a");
        assertThat(batch.header().sequence()).isZero();
        assertThat(batch.header().epoch()).isEqualTo(42);
        assertThat(batch.header().closedNs()).isEqualTo(START_NS + 20);
        assertThat(batch.header().monoToWallNs()).isEqualTo(1_000);
        assertThat(batch.header().eventsLost()).isEqualTo(3);
        TcpEventView event = batch.read(1, new TcpEventView());
        assertThat(event.sockCookie()).isEqualTo(8);
        assertThat(event.tsNs()).isEqualTo(222);
        assertThat(sent.get(0).key()).isEqualTo("host-a/0");
        assertThat(batcher.kinds().of(EventKind.RTT)).isEqualTo(1);
        assertThat(batcher.kinds().of(EventKind.CLOSE)).isEqualTo(1);
    }

    @Test
    void peersAreToldUnderTheAddressesOfTheRule() throws Exception {
        IpAddress told = IpAddress.parse("fd00::1");
        List<IpAddress> peers = new ArrayList<>();
        Batcher batcher = new Batcher(
                "host-a",
                "team-a",
                1,
                42,
                HEARTBEAT_NS,
                START_NS,
                address -> {
                    peers.add(address);
                    return told;
                },
                sent::add);
        accept(batcher, 7, EventKind.RTT, 111);
        accept(batcher, 8, EventKind.RTT, 222);
        batcher.tick(START_NS + 20, 1_000, 3);

        assertThat(peers).hasSize(2);
        for (int i = 0; i < 2; i++) {
            TcpEventView event = decode(0).read(i, new TcpEventView());
            assertThat(event.remoteAddress()).isEqualTo(told);
            assertThat(event.tsNs()).isEqualTo(111L * (i + 1));
        }
    }

    @Test
    void fullBatchLeavesAtOnceAndSequencesAreContiguous() throws Exception {
        Batcher batcher = batcher(1);
        for (int i = 0; i < 2 * Batcher.MAX_EVENTS + 1; i++) {
            accept(batcher, 1, EventKind.RTT, i);
        }
        assertThat(sent).hasSize(2);
        batcher.tick(START_NS + 1, 0, 0);
        assertThat(sent).hasSize(3);
        long expectedTs = 0;
        for (int i = 0; i < 3; i++) {
            Batch batch = decode(i);
            assertThat(batch.header().sequence()).isEqualTo(i);
            for (int j = 0; j < batch.count(); j++) {
                assertThat(batch.read(j, new TcpEventView()).tsNs()).isEqualTo(expectedTs++);
            }
        }
        assertThat(expectedTs).isEqualTo(2 * Batcher.MAX_EVENTS + 1);
        assertThat(sent.get(0).record().length).isLessThan(1_000_000);
    }

    /** A drain may take long: what fills meanwhile is of a later time than the last tick, and of all before it. */
    @Test
    void aBatchIsCompleteToItsNewestEventAndNeverToATimeBeforeThat() throws Exception {
        Batcher batcher = batcher(1);
        batcher.tick(START_NS + 10, 0, 0);
        long paused = START_NS + 300_000_000;
        for (int i = 0; i < Batcher.MAX_EVENTS; i++) {
            accept(batcher, 1, EventKind.RTT, i == 7 ? paused + 5 : paused - i); // processors are not in step
        }
        assertThat(decode(0).header().closedNs()).isEqualTo(paused + 5);
        assertThat(sent.get(0).closedNs()).isEqualTo(paused + 5);

        accept(batcher, 1, EventKind.RTT, paused + 2);
        batcher.tick(paused, 0, 0); // taken before the drain began
        assertThat(decode(1).header().closedNs()).isEqualTo(paused + 5);

        accept(batcher, 1, EventKind.RTT, paused + 40);
        batcher.tick(paused + 30, 0, 0);
        assertThat(decode(2).header().closedNs()).isEqualTo(paused + 40);
        accept(batcher, 1, EventKind.RTT, paused + 41);
        assertThat(batcher.waiting()).isEqualTo(1);
        batcher.tick(paused + 50, 0, 0);
        assertThat(batcher.waiting()).isZero();
        assertThat(decode(3).header().closedNs()).isEqualTo(paused + 50);
    }

    @Test
    void aSocketStaysInItsShardAndEachShardCountsByItself() throws Exception {
        Batcher batcher = batcher(3);
        for (int i = 0; i < 30; i++) {
            accept(batcher, i - 10, EventKind.RTT, i); // negative: cookies are unsigned
        }
        batcher.tick(START_NS + 1, 0, 0);
        assertThat(sent).hasSize(3);
        for (int shard = 0; shard < 3; shard++) {
            Batch batch = decode(shard);
            assertThat(batch.header().shard()).isEqualTo(shard);
            assertThat(batch.header().shards()).isEqualTo(3);
            assertThat(batch.header().sequence()).isZero();
            assertThat(sent.get(shard).key()).isEqualTo("host-a/" + shard);
            for (int j = 0; j < batch.count(); j++) {
                long cookie = batch.read(j, new TcpEventView()).sockCookie();
                assertThat(Long.remainderUnsigned(cookie, 3)).isEqualTo(shard);
            }
        }
    }

    @Test
    void silentShardSendsAHeartbeatEachInterval() throws Exception {
        Batcher batcher = batcher(2);
        batcher.tick(START_NS + HEARTBEAT_NS - 1, 0, 0);
        assertThat(sent).isEmpty();
        accept(batcher, 0, EventKind.RTT, 1);
        batcher.tick(START_NS + HEARTBEAT_NS, 0, 0);
        assertThat(sent).extracting(OutgoingBatch::events).containsExactly(1, 0);
        batcher.tick(START_NS + 2 * HEARTBEAT_NS - 1, 0, 0);
        assertThat(sent).hasSize(2);
        batcher.tick(START_NS + 2 * HEARTBEAT_NS, 0, 0);
        assertThat(sent).hasSize(4);
        assertThat(decode(3).header().sequence()).isEqualTo(1);
        assertThat(decode(3).header().closedNs()).isEqualTo(START_NS + 2 * HEARTBEAT_NS);
    }

    @Test
    void refusesWhatTheProbeCannotHaveWritten() {
        Batcher batcher = batcher(1);
        assertThatThrownBy(() -> batcher.accept(ring, 0, TcpEventLayout.SIZE + 8))
                .hasMessageContaining("136 bytes");
        ring.set(JAVA_BYTE, TcpEventLayout.KIND, (byte) 9);
        assertThatThrownBy(() -> batcher.accept(ring, 0, TcpEventLayout.SIZE)).hasMessageContaining("kind 9");
    }

    private Batcher batcher(int shards) {
        return new Batcher("host-a", "team-a", shards, 42, HEARTBEAT_NS, START_NS, AddressRule.FULL, sent::add);
    }

    private void accept(Batcher batcher, long cookie, EventKind kind, long tsNs) {
        byte[] event =
                new TcpEventBuilder().kind(kind).sockCookie(cookie).tsNs(tsNs).toBytes();
        MemorySegment.copy(event, 0, ring, JAVA_BYTE, 8, event.length);
        batcher.accept(ring, 8, event.length);
    }

    private Batch decode(int index) throws Exception {
        return BatchCodec.decode(sent.get(index).record());
    }
}
