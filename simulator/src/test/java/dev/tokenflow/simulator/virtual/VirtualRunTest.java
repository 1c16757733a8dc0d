package dev.tokenflow.simulator.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.MalformedBatchException;
import dev.tokenflow.protocol.event.TcpEventView;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.simulator.link.LinkSchedule;
import dev.tokenflow.simulator.qoe.QoeMetrics;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.tcp.TcpEventListener;
import dev.tokenflow.simulator.time.EventQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class VirtualRunTest {
    private static final String NARROW = "narrow 1s rate=2mbit delay=20ms buffer=1s";
    private static final String CLEAN = "clean 1s rate=50mbit delay=20ms";
    private static final IpAddress FAR = IpAddress.parse("10.77.0.2");
    private static final IpAddress NEAR = IpAddress.parse("10.77.1.2");

    private static VirtualRunConfig config(SendPolicy policy) {
        return new VirtualRunConfig(
                policy,
                List.of(
                        new ClientGroup(FAR, LinkSchedule.parse(NARROW), 30),
                        new ClientGroup(NEAR, LinkSchedule.parse(CLEAN), 5)),
                600,
                50,
                Duration.ofSeconds(12),
                1,
                WireCost.DEFAULT,
                IpAddress.parse("10.77.0.1"),
                8080,
                1,
                1);
    }

    private static List<VirtualResult> run(SendPolicy policy, TcpEventListener events, HintLookup hints) {
        EventQueue queue = new EventQueue(0);
        VirtualRun run = new VirtualRun(config(policy), queue, events, hints);
        run.start(1_000_000);
        queue.runUntil(run.endNs());
        return run.results();
    }

    private static QoeMetrics far(SendPolicy policy, HintLookup hints) {
        return QoeMetrics.of(run(policy, (ts, struct) -> {}, hints).getFirst().log());
    }

    @Test
    void theSameSeedIsTheSameRun() {
        List<byte[]> first = new ArrayList<>();
        List<byte[]> second = new ArrayList<>();
        List<VirtualResult> one = run(SendPolicy.selfClocked(), (ts, struct) -> first.add(struct), HintLookup.NONE);
        List<VirtualResult> two = run(SendPolicy.selfClocked(), (ts, struct) -> second.add(struct), HintLookup.NONE);
        assertThat(one).isEqualTo(two);
        assertThat(first).hasSizeGreaterThan(1000);
        assertThat(first.toArray(byte[][]::new)).isDeepEqualTo(second.toArray(byte[][]::new));
    }

    @Test
    void theRightChunkIsFarBetterThanSelfClockingAndThatIsFarBetterThanNothing() {
        ToDoubleFunction<SendPolicy> p95 =
                policy -> far(policy, HintLookup.NONE).delayP95Ms();
        double chunked = p95.applyAsDouble(SendPolicy.constant(Double.NaN, 4));
        double selfClocked = p95.applyAsDouble(SendPolicy.selfClocked());
        double unpaced = p95.applyAsDouble(SendPolicy.unpaced());
        assertThat(chunked).isLessThan(200);
        assertThat(selfClocked).isBetween(1_000.0, 4_000.0);
        assertThat(unpaced).isGreaterThan(2 * selfClocked);
    }

    @Test
    void theNearNetworkDoesNotFeelTheFarOnesLink() {
        VirtualResult near =
                run(SendPolicy.unpaced(), (ts, struct) -> {}, HintLookup.NONE).get(1);
        QoeMetrics metrics = QoeMetrics.of(near.log());
        // Connect, request and answer: two round trips of 40 ms.
        assertThat(metrics.delayP99Ms()).isCloseTo(80, within(2.0));
        assertThat(near.retransmissions()).isZero();
    }

    @Test
    void aHintIsObeyedByTheClientItIsFor() {
        HintLookup chunksForTheFar =
                (client, nowNs) -> client.equals(FAR.toString()) ? chunksOfFour(client) : Hint.unpaced(client);
        assertThat(far(SendPolicy.hinted(), chunksForTheFar).delayP95Ms()).isLessThan(200);
        assertThat(far(SendPolicy.hinted(), HintLookup.NONE).delayP95Ms()).isGreaterThan(1_000);
    }

    @Test
    void theFeedCarriesEveryEventOnceWithHeartbeats() throws MalformedBatchException {
        EventQueue queue = new EventQueue(0);
        List<byte[]> records = new ArrayList<>();
        List<BatchHeader> headers = new ArrayList<>();
        AgentFeed feed = new AgentFeed(queue, "simulated", 1, 0, (header, value) -> {
            headers.add(header);
            records.add(value);
        });
        long[] events = {0};
        VirtualRun run = new VirtualRun(
                config(SendPolicy.constant(Double.NaN, 4)),
                queue,
                (ts, struct) -> {
                    events[0]++;
                    feed.event(ts, struct);
                },
                HintLookup.NONE);
        feed.start();
        run.start(0);
        queue.runUntil(run.endNs() + 10_000_000_000L);
        feed.stop();
        long carried = 0;
        TcpEventView view = new TcpEventView();
        for (int i = 0; i < records.size(); i++) {
            Batch batch = BatchCodec.decode(records.get(i));
            assertThat(batch.header()).isEqualTo(headers.get(i));
            assertThat(batch.header().sequence()).isEqualTo(i);
            carried += batch.count();
            for (int j = 0; j < batch.count(); j++) {
                assertThat(batch.header().closedNs() - batch.read(j, view).tsNs())
                        .isBetween(0L, 20_000_000L);
            }
            if (i > 0) {
                assertThat(headers.get(i).closedNs() - headers.get(i - 1).closedNs())
                        .isLessThanOrEqualTo(100_000_000L);
            }
        }
        assertThat(carried).isEqualTo(events[0]).isEqualTo(feed.eventsSent());
    }

    private static Hint chunksOfFour(String client) {
        Hint none = Hint.unpaced(client);
        return Hint.of(none.scope(), client)
                .tokensPerSecond(50)
                .tokensPerChunk(4)
                .state(none.state())
                .confidence(1)
                .rtt(none.rtt())
                .retransmitRate(0)
                .why("test")
                .epoch(1)
                .seq(1)
                .ttlMs(2000)
                .build();
    }
}
