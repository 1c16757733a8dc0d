package dev.tokenflow.bench.window.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.shard.EventRules;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.EventKind;
import dev.tokenflow.protocol.event.TcpEventView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrafficLoopTest {
    private static final long LOOP_MS = 12_000;

    private final TcpEventView event = new TcpEventView();

    @Test
    void eventTimeGoesOnFromPassToPass() throws Exception {
        EventLoad workload = new EventLoad(100, 5_000, 0, 4, 1);
        TrafficCursor cursor = new TrafficCursor(TrafficLoop.of(workload), 0, 1);
        Map<String, Long> sequences = new HashMap<>();
        long events = 0;
        long beforeMs = TrafficLoop.START_MS;
        while (cursor.nextClosedMs() <= TrafficLoop.START_MS + 3 * LOOP_MS) {
            long closedMs = cursor.nextClosedMs();
            int count = cursor.nextCount();
            RawBatch raw = cursor.next();
            Batch batch = BatchCodec.decode(raw.value());
            assertThat(closedMs).isGreaterThanOrEqualTo(beforeMs).isEqualTo(raw.appendMs());
            assertThat(batch.header().wallMs(batch.header().closedNs())).isEqualTo(closedMs);
            assertThat(batch.count()).isEqualTo(count);
            assertThat(batch.header().sequence())
                    .isEqualTo(sequences.merge(batch.header().agent(), 0L, (n, zero) -> n + 1));
            for (int i = 0; i < count; i++) {
                batch.read(i, event);
                assertThat(EventRules.rejectReason(event, batch.header().closedNs()))
                        .isNull();
                assertThat(batch.header().wallMs(event.tsNs())).isBetween(closedMs - 10, closedMs - 1);
            }
            events += count;
            beforeMs = closedMs;
        }
        assertThat(events).isEqualTo(5_000 * 36);
        assertThat(sequences).hasSize(EventLoad.AGENTS);
    }

    @Test
    void everyClientHasOneAgentAndTwoSockets() throws Exception {
        TrafficCursor cursor = new TrafficCursor(TrafficLoop.of(new EventLoad(50, 10_000, 0, 4, 1)), 0, 1);
        Map<String, Set<String>> agents = new HashMap<>();
        Map<String, Set<Long>> sockets = new HashMap<>();
        int retransmits = 0;
        int all = 0;
        while (cursor.nextClosedMs() <= TrafficLoop.START_MS + LOOP_MS) {
            Batch batch = BatchCodec.decode(cursor.next().value());
            for (int i = 0; i < batch.count(); i++) {
                batch.read(i, event);
                String client = event.remoteAddress().toString();
                agents.computeIfAbsent(client, c -> new HashSet<>())
                        .add(batch.header().agent());
                sockets.computeIfAbsent(client, c -> new HashSet<>()).add(event.sockCookie());
                retransmits += event.kindCode() == EventKind.RETRANSMIT.code() ? 1 : 0;
                all++;
            }
        }
        assertThat(agents).hasSize(50).allSatisfy((client, of) -> assertThat(of).hasSize(1));
        assertThat(sockets).allSatisfy((client, of) -> assertThat(of).hasSize(2));
        assertThat(agents.keySet()).anyMatch(client -> client.contains(":"));
        assertThat((double) retransmits / all).isCloseTo(0.005, within(0.001));
    }

    @Test
    void theHotClientHasItsShare() throws Exception {
        TrafficCursor cursor = new TrafficCursor(TrafficLoop.of(new EventLoad(100, 10_000, 0.5, 4, 1)), 0, 1);
        Map<String, Integer> counts = new HashMap<>();
        while (cursor.nextClosedMs() <= TrafficLoop.START_MS + LOOP_MS) {
            Batch batch = BatchCodec.decode(cursor.next().value());
            for (int i = 0; i < batch.count(); i++) {
                counts.merge(batch.read(i, event).remoteAddress().toString(), 1, Integer::sum);
            }
        }
        int most = counts.values().stream().mapToInt(n -> n).max().orElseThrow();
        assertThat(most / 120_000.0).isCloseTo(0.505, within(0.01));
    }

    @Test
    void silentAgentsSendHeartbeats() {
        TrafficCursor cursor = new TrafficCursor(TrafficLoop.of(new EventLoad(1, 100, 0, 4, 1)), 3, 4);
        for (int i = 1; i <= 200; i++) {
            assertThat(cursor.nextCount()).isZero();
            assertThat(cursor.next().appendMs()).isEqualTo(TrafficLoop.START_MS + 100L * i);
        }
    }

    @Test
    void partitionsShareTheAgents() {
        TrafficLoop loop = TrafficLoop.of(new EventLoad(100, 5_000, 0, 4, 1));
        long events = 0;
        for (int partition = 0; partition < 2; partition++) {
            TrafficCursor cursor = new TrafficCursor(loop, partition, 2);
            while (cursor.nextClosedMs() <= TrafficLoop.START_MS + LOOP_MS) {
                events += cursor.nextCount();
                assertThat(cursor.next().partition()).isEqualTo(partition);
            }
        }
        assertThat(events).isEqualTo(60_000);
    }
}
