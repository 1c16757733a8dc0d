package dev.tokenflow.simulator.tun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseQueueTest {
    private record Packet(long dueNs, long address) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void leavesInTheOrderOfAPriorityQueue(long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        ReleaseQueue queue = new ReleaseQueue();
        PriorityQueue<Packet> oracle =
                new PriorityQueue<>(Comparator.comparingLong(Packet::dueNs).thenComparingLong(Packet::address));
        for (int i = 1; i <= 10_000; i++) {
            long dueNs = (long) i + dice.nextInt(20);
            queue.add(dueNs, i, 100);
            oracle.add(new Packet(dueNs, i));
            while (!oracle.isEmpty() && (dice.nextInt(5) == 0 || i == 10_000)) {
                Packet expected = oracle.remove();
                assertThat(new Packet(queue.nextDueNs(), queue.headAddress())).isEqualTo(expected);
                queue.removeHead();
            }
        }
        assertThat(queue.nextDueNs()).isEqualTo(Long.MAX_VALUE);
    }
}
