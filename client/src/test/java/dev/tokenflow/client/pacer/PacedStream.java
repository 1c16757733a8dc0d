package dev.tokenflow.client.pacer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An engine, a pacer that is asked at each delta and after each wait, and a socket that takes everything. */
final class PacedStream {
    private final EventPacer pacer;
    private final EventCost cost;
    private final Random random;
    private final double meanNs;
    private final boolean isEven;
    final List<Integer> deltas = new ArrayList<>();
    private int waiting;
    private long oldestNs;
    private long nextDeltaNs;
    long longestHoldNs;
    long wireBytes;

    PacedStream(EventPacer pacer, EventCost cost) {
        this(pacer, cost, EventPacerTest.DELTA_NS);
    }

    PacedStream(EventPacer pacer, EventCost cost, long deltaNs) {
        this(pacer, cost, new Random(0), deltaNs, true);
    }

    /** Deltas come at random. */
    PacedStream(EventPacer pacer, EventCost cost, Random random, double perSecond) {
        this(pacer, cost, random, 1e9 / perSecond, false);
    }

    private PacedStream(EventPacer pacer, EventCost cost, Random random, double meanNs, boolean isEven) {
        this.pacer = pacer;
        this.cost = cost;
        this.random = random;
        this.meanNs = meanNs;
        this.isEven = isEven;
        nextDeltaNs = pauseNs();
    }

    private long pauseNs() {
        return isEven ? (long) meanNs : Math.max(1, (long) (meanNs * 2 * random.nextDouble()));
    }

    void run(long fromNs, long toNs) {
        long nowNs = Math.max(fromNs, Math.min(nextDeltaNs, toNs));
        while (nowNs <= toNs) {
            if (nowNs >= nextDeltaNs) {
                oldestNs = waiting == 0 ? nowNs : oldestNs;
                waiting++;
                nextDeltaNs = nowNs + pauseNs();
            }
            long wakeNs = nextDeltaNs;
            if (pacer.mayWrite(nowNs, waiting, oldestNs, false, true)) {
                long bytes = Math.round(cost.bytes(waiting));
                pacer.wrote(nowNs, waiting, bytes);
                wireBytes += bytes;
                deltas.add(waiting);
                longestHoldNs = Math.max(longestHoldNs, nowNs - oldestNs);
                waiting = 0;
            } else if (waiting > 0) {
                assertThat(pacer.waitNs()).as("time advances").isBetween(1L, 1_000 * EventPacerTest.MS);
                wakeNs = Math.min(wakeNs, nowNs + pacer.waitNs());
            }
            nowNs = wakeNs;
        }
    }
}
