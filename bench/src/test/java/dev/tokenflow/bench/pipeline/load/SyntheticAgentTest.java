package dev.tokenflow.bench.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.shard.EventRules;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.MalformedBatchException;
import dev.tokenflow.protocol.event.TcpEventView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyntheticAgentTest {
    private static final long FROM_NS = 5_000_000_000L;
    private static final long CLOSED_NS = 5_010_000_000L;
    private static final long MONO_TO_WALL_NS = 1_700_000_000_000_000_000L;
    private static final int MANY = 400;

    private final List<Client> clients = Client.all(Load.DENSE, 100, 1, 10, 7);
    private final SyntheticAgent agent = new SyntheticAgent("a", 1_234, MONO_TO_WALL_NS, Load.DENSE, clients, 7);
    private final TcpEventView event = new TcpEventView();

    @Test
    void aBatchDecodesAndItsEventsLieInItsTime() throws MalformedBatchException {
        for (int count : new int[] {1, 125, SyntheticAgent.MAX_EVENTS, 125}) {
            Batch batch = BatchCodec.decode(agent.batch(FROM_NS, CLOSED_NS, count));
            assertThat(batch.count()).isEqualTo(count);
            assertThat(batch.header().closedNs()).isEqualTo(CLOSED_NS);
            assertThat(batch.header().kafkaKey()).isEqualTo(agent.kafkaKey());
            long beforeNs = FROM_NS;
            for (int i = 0; i < count; i++) {
                batch.read(i, event);
                assertThat(EventRules.rejectReason(event, CLOSED_NS)).isNull();
                assertThat(event.tsNs()).isGreaterThan(beforeNs).isLessThanOrEqualTo(CLOSED_NS);
                beforeNs = event.tsNs();
            }
            assertThat(beforeNs).isEqualTo(CLOSED_NS);
        }
    }

    @Test
    void sequencesCountEveryKindOfBatch() throws MalformedBatchException {
        Alarm burst = Alarm.burst(0, clients.getFirst());
        List<byte[]> records = List.of(
                agent.batch(FROM_NS, CLOSED_NS, 3).clone(),
                agent.batch(CLOSED_NS, CLOSED_NS, 0).clone(),
                agent.batch(List.of(burst), CLOSED_NS, CLOSED_NS).clone());
        for (int i = 0; i < records.size(); i++) {
            assertThat(BatchCodec.decode(records.get(i)).header().sequence()).isEqualTo(i);
        }
    }

    @Test
    void roundTripsLieAroundTheClientsOwnAndCountersOfASocketRise() throws MalformedBatchException {
        Map<IpAddress, Client> byAddress = new HashMap<>();
        clients.forEach(client -> byAddress.put(client.address(), client));
        Set<Long> sockets = new HashSet<>();
        Set<Long> roundTrips = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            Batch batch = BatchCodec.decode(agent.batch(FROM_NS, CLOSED_NS, 100));
            for (int j = 0; j < batch.count(); j++) {
                batch.read(j, event);
                if (event.kindCode() == EventKind.RTT.code()) {
                    double usualUs = byAddress.get(event.remoteAddress()).usualRttUs();
                    assertThat(event.rttUs() / usualUs)
                            .isBetween(0.99 / SyntheticAgent.MAX_FACTOR, SyntheticAgent.MAX_FACTOR);
                    assertThat(event.bytesAckedDelta()).isEqualTo(490);
                    sockets.add(event.sockCookie());
                    roundTrips.add(event.rttUs());
                }
            }
        }
        assertThat(sockets).as("two sockets a client").hasSize(200);
        assertThat(roundTrips).hasSizeGreaterThan(MANY);
    }

    @Test
    void onlyClientsThatAreNotWatchedHaveRetransmits() throws MalformedBatchException {
        Set<IpAddress> watched = new HashSet<>();
        clients.stream().filter(Client::watched).forEach(client -> watched.add(client.address()));
        int retransmits = 0;
        for (int i = 0; i < MANY; i++) {
            Batch batch = BatchCodec.decode(agent.batch(FROM_NS, CLOSED_NS, 100));
            for (int j = 0; j < batch.count(); j++) {
                batch.read(j, event);
                if (event.kindCode() == EventKind.RETRANSMIT.code()) {
                    retransmits++;
                    assertThat(watched).doesNotContain(event.remoteAddress());
                }
            }
        }
        assertThat(retransmits / (100.0 * MANY)).isBetween(0.001, 0.003);
    }

    @Test
    void anAlarmHappensToItsClientAtItsTime() throws MalformedBatchException {
        Client client = clients.get(37);
        long atNs = FROM_NS + 1_234_567;

        Alarm burst = Alarm.burst(3, client);
        Batch batch = BatchCodec.decode(agent.batch(List.of(burst), atNs, CLOSED_NS));
        assertThat(batch.count()).isEqualTo(2);
        batch.read(0, event);
        assertThat(event.kindCode()).isEqualTo(EventKind.RTT.code());
        assertThat(event.deliveredDelta()).isEqualTo(Alarm.DELIVERED_BEFORE);
        batch.read(1, event);
        assertThat(event.kindCode()).isEqualTo(EventKind.RETRANSMIT.code());
        assertThat(event.segments()).isEqualTo(Alarm.BURST_SEGMENTS);
        assertThat(event.tsNs()).isEqualTo(atNs);
        assertThat(event.remoteAddress()).isEqualTo(client.address());

        int rttUs = 4 * client.usualRttUs() + 10;
        Alarm jump = Alarm.jump(3, client, 8, rttUs);
        batch = BatchCodec.decode(agent.batch(List.of(burst, jump), atNs, CLOSED_NS));
        assertThat(batch.count()).isEqualTo(2 + 8);
        for (int i = 2; i < 2 + 8; i++) {
            batch.read(i, event);
            assertThat(EventRules.rejectReason(event, CLOSED_NS)).isNull();
            assertThat(event.tsNs()).isEqualTo(atNs);
            assertThat(event.rttUs()).isEqualTo(rttUs);
            assertThat(event.rttMaxUs()).isEqualTo(rttUs);
            assertThat(event.remoteAddress()).isEqualTo(client.address());
        }
    }

    @Test
    void clientsAreSplitEvenlyAndTheWatchedOnesSpread() {
        List<Client> all = Client.all(Load.USER, 1_000, 4, 20, 1);
        assertThat(all).extracting(Client::address).doesNotHaveDuplicates();
        for (int agentIndex = 0; agentIndex < 4; agentIndex++) {
            int index = agentIndex;
            assertThat(all.stream().filter(c -> c.agent() == index)).hasSize(250);
            assertThat(all.stream().filter(c -> c.agent() == index && c.watched()))
                    .hasSize(5);
        }
    }

    @Test
    void clientsOfAUsersLoadHaveOneSocketWithNothingInFlight() throws MalformedBatchException {
        List<Client> all = Client.all(Load.USER, 1_000, 1, 20, 1);
        SyntheticAgent one = new SyntheticAgent("a", 1_234, MONO_TO_WALL_NS, Load.USER, all, 7);
        Map<IpAddress, Long> sockets = new HashMap<>();
        for (int i = 0; i < MANY; i++) {
            Batch batch = BatchCodec.decode(one.batch(FROM_NS, CLOSED_NS, 100));
            for (int j = 0; j < batch.count(); j++) {
                batch.read(j, event);
                assertThat(event.packetsOut()).isZero();
                Long known = sockets.put(event.remoteAddress(), event.sockCookie());
                assertThat(known == null || known == event.sockCookie()).isTrue();
            }
        }
        assertThat(sockets).hasSize(1_000);
        assertThat(all.stream().filter(Client::restless).count()).isBetween(5L, 40L);
        assertThat(all).noneMatch(client -> client.restless() && client.watched());
    }
}
