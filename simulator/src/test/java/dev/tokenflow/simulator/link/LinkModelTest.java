package dev.tokenflow.simulator.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkModelTest {
    private static final long MS = 1_000_000L;
    private static final long S = 1_000 * MS;

    private static LinkModel link(String schedule) {
        return new LinkModel(LinkSchedule.parse(schedule), 7);
    }

    @Test
    void packetTakesItsSerialisationAndThePropagation() {
        LinkModel link = link("a 1s rate=12mbit delay=20ms");
        assertThat(link.offer(5 * MS, 1500)).isEqualTo(5 * MS + MS + 20 * MS);
    }

    @Test
    void packetsWaitForThoseBefore() {
        LinkModel link = link("a 1s rate=12mbit delay=20ms");
        link.offer(0, 1500);
        assertThat(link.offer(0, 1500)).isEqualTo(22 * MS);
        assertThat(link.offer(MS + MS / 2, 750)).isEqualTo(2 * MS + MS / 2 + 20 * MS);
    }

    @Test
    void aPacketInServiceFeelsTheRateChange() {
        LinkModel link = link("fast 10ms rate=12mbit; slow 1s rate=1200kbit");
        link.start(0);
        // Half of it at 12 Mbit/s in half a millisecond, the other half ten times slower.
        assertThat(link.offer(9 * MS + MS / 2, 1500)).isEqualTo(10 * MS + 5 * MS);
    }

    @Test
    void anOutageHoldsThePacketUntilItEnds() {
        LinkModel link = link("dark 10ms rate=0bit buffer=9kB; light 1s rate=12mbit");
        link.start(0);
        assertThat(link.offer(MS, 1500)).isEqualTo(11 * MS);
        assertThat(link.offer(MS, 1500)).isEqualTo(12 * MS);
    }

    @Test
    void aLinkThatBeginsWithAnOutageIsThereBeforeIt() {
        LinkModel link = link("dark 10ms rate=0bit buffer=9kB; light 1s rate=12mbit");
        assertThat(link.offer(5 * MS, 1500)).isEqualTo(6 * MS);
        link.start(10 * MS);
        assertThat(link.offer(11 * MS, 1500)).isEqualTo(21 * MS);
    }

    @Test
    void aBusyLinkServesItsRateWithoutDrift() {
        // 1500 bytes at 7 Mbit/s are 1,714,285.714… ns: rounding each up would drift by 0.3 ns a packet.
        LinkModel link = link("a 1s rate=7mbit buffer=100MB");
        long lastNs = 0;
        for (int i = 0; i < 7_000; i++) {
            lastNs = link.offer(0, 1500);
        }
        assertThat(lastNs).isEqualTo(12 * S);
    }

    @Test
    void theBufferCountsBytesThePacketInServiceIncluded() {
        LinkModel link = link("a 1s rate=12mbit buffer=3000B");
        assertThat(link.offer(0, 1500)).isPositive();
        assertThat(link.offer(0, 1500)).isPositive();
        assertThat(link.offer(0, 1)).isEqualTo(LinkModel.DROPPED_FULL);
        assertThat(link.offer(MS, 1500)).isPositive();
        LinkCounters counters = link.counters(MS + MS / 2);
        assertThat(counters.queuedBytes()).isEqualTo(3000);
        assertThat(counters.queueNs()).isEqualTo(MS + MS / 2);
        assertThat(counters.droppedFull()).isEqualTo(1);
        assertThat(counters.forwardedPackets()).isEqualTo(1);
        assertThat(counters.phase().rateBitsPerSecond()).isEqualTo(12_000_000);
    }

    @Test
    void anIdleLinkTakesAPacketLargerThanItsBuffer() {
        LinkModel link = link("a 1s rate=12mbit buffer=100B");
        assertThat(link.offer(0, 1500)).isEqualTo(MS);
        assertThat(link.offer(0, 40)).isEqualTo(LinkModel.DROPPED_FULL);
    }

    @Test
    void aBufferOfOneSecondIsAStandingQueueOfOneSecond() {
        LinkModel link = link("a 1s rate=2mbit delay=20ms buffer=1s");
        long lastNs = 0;
        for (int i = 0; i < 1000; i++) {
            lastNs = Math.max(lastNs, link.offer(0, 500));
        }
        assertThat(lastNs).isEqualTo(S + 20 * MS);
        assertThat(link.counters(0).droppedFull()).isEqualTo(500);
    }

    @Test
    void theFirstPhaseAppliesUntilTheStart() {
        LinkModel link = link("a 1s delay=1ms; b 1s delay=2ms");
        assertThat(link.offer(5 * S, 100)).isEqualTo(5 * S + MS);
        link.start(6 * S);
        assertThat(link.offer(6 * S - 1, 100)).isEqualTo(6 * S - 1 + MS);
        assertThat(link.phase(7 * S - 1).name()).isEqualTo("a");
        assertThat(link.offer(7 * S, 100)).isEqualTo(7 * S + 2 * MS);
        assertThat(link.phase(99 * S).name()).isEqualTo("b");
    }

    @Test
    void anUnlimitedLinkOnlyDelays() {
        LinkModel link = link("a 1s delay=3ms");
        for (int i = 0; i < 1000; i++) {
            assertThat(link.offer(0, 1500)).isEqualTo(3 * MS);
        }
        assertThat(link.counters(0).forwardedBytes()).isEqualTo(1_500_000);
    }

    @Test
    void theReverseDirectionNeitherQueuesNorLoses() {
        LinkModel ack = new LinkModel(
                LinkSchedule.parse("a 1s rate=1kbit delay=5ms jitter=4ms loss=1")
                        .reverse(),
                1);
        assertThat(ack.offer(0, 1500)).isEqualTo(5 * MS);
        assertThat(ack.offer(0, 1500)).isEqualTo(5 * MS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void lossHasItsShareAndComesAfterTheQueue(long seed) {
        LinkModel link = new LinkModel(LinkSchedule.parse("a 1s rate=12mbit loss=1%"), seed);
        int lost = 0;
        int packets = 100_000;
        for (int i = 0; i < packets; i++) {
            lost += link.offer(i * MS, 1500) == LinkModel.DROPPED_LOSS ? 1 : 0;
        }
        assertThat((double) lost / packets).isCloseTo(0.01, within(0.001));
        LinkCounters counters = link.counters(packets * MS);
        assertThat(counters.droppedLoss()).isEqualTo(lost);
        assertThat(counters.forwardedPackets()).isEqualTo(packets - lost);
    }

    @Test
    void aLostPacketHasUsedTheLink() {
        LinkModel link = link("a 10ms rate=12mbit loss=100%; b 1s rate=12mbit");
        link.start(0);
        assertThat(link.offer(9 * MS - 1, 1500)).isEqualTo(LinkModel.DROPPED_LOSS);
        assertThat(link.offer(9 * MS - 1, 1500)).isEqualTo(11 * MS - 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void jitterKeepsOrderUnlessAskedOtherwise(long seed) {
        assertThat(overtakings("a 1s delay=20ms jitter=5ms", seed)).isZero();
        assertThat(overtakings("a 1s delay=20ms jitter=5ms reorder", seed)).isPositive();
    }

    private static int overtakings(String schedule, long seed) {
        LinkModel link = new LinkModel(LinkSchedule.parse(schedule), seed);
        int overtakings = 0;
        long latestNs = 0;
        for (int i = 0; i < 1000; i++) {
            long dueNs = link.offer(i * MS, 100);
            assertThat(dueNs - i * MS).isGreaterThanOrEqualTo(15 * MS);
            overtakings += dueNs < latestNs ? 1 : 0;
            latestNs = Math.max(latestNs, dueNs);
        }
        return overtakings;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatGoesInComesOutOrIsCounted(long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        LinkModel link = new LinkModel(
                LinkSchedule.parse(
                        "a 1s rate=3mbit buffer=20kB loss=2%; b 1s rate=500kbit buffer=5kB; c 1s rate=50mbit"),
                seed);
        link.start(100 * MS);
        long nowNs = 0;
        long out = 0;
        int offered = 5000;
        for (int i = 0; i < offered; i++) {
            nowNs += dice.nextInt(2_000_000);
            out += link.offer(nowNs, 40 + dice.nextInt(1460)) >= 0 ? 1 : 0;
        }
        LinkCounters counters = link.counters(nowNs + 100 * S);
        assertThat(counters.queuedBytes()).isZero();
        assertThat(counters.forwardedPackets()).isEqualTo(out);
        assertThat(out + counters.droppedFull() + counters.droppedLoss()).isEqualTo(offered);
    }
}
