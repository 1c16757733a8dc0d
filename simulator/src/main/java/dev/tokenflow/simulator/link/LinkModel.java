package dev.tokenflow.simulator.link;

import java.util.SplittableRandom;

/**
 * One direction of a link: a byte-limited drop-tail queue, served first in first out at the rate of the moment, then
 * propagation with jitter, then random loss. Pure: time is an argument, so the same model runs in virtual time and
 * under real packets. Not for several threads.
 *
 * <p>Serialisation is exact: it counts in bits × ns/s, follows the timeline through rate changes in the middle of a
 * packet, and carries what is left of the last nanosecond to the next packet, so that a busy link serves its rate
 * without drift.
 */
public final class LinkModel {
    /** {@link #offer}'s answer when the buffer was full. */
    static final long DROPPED_FULL = -1;

    /** {@link #offer}'s answer when the packet was served and then lost. */
    static final long DROPPED_LOSS = -2;

    private static final long BIT_NS_PER_BYTE = 8L * 1_000_000_000L;

    private final TimelineCursor arrivals;
    private final TimelineCursor service;
    private final SplittableRandom lossDice;
    private final SplittableRandom jitterDice;
    private final ServiceQueue queue = new ServiceQueue();

    private long busyUntilNs;
    private long spareWork;
    private long lastDeliveryNs;
    private long droppedFull;
    private long droppedLoss;

    /** A link that stays in the timeline's first phase that carries anything until {@link #start}. */
    public LinkModel(LinkTimeline timeline, long seed) {
        arrivals = new TimelineCursor(timeline);
        service = new TimelineCursor(timeline);
        SplittableRandom root = new SplittableRandom(seed);
        lossDice = root.split();
        jitterDice = root.split();
    }

    /**
     * Lays the timeline's zero at {@code originNs}. Packets already in the queue keep the departure they were promised.
     */
    public void start(long originNs) {
        arrivals.start(originNs);
        service.start(originNs);
    }

    /**
     * A packet reaches the link.
     *
     * @param nowNs time of arrival, &ge; 0, never before an earlier call's
     * @param bytes IP bytes, 1 to 65535
     * @return when it comes out at the far end, or {@link #DROPPED_FULL} or {@link #DROPPED_LOSS}
     */
    public long offer(long nowNs, int bytes) {
        queue.serveUntil(nowNs);
        if (queue.bytes() > 0 && queue.bytes() + bytes > arrivals.at(nowNs).bufferBytes()) {
            droppedFull++;
            return DROPPED_FULL;
        }
        long servedNs = serve(nowNs, bytes);
        LinkPhase phase = service.at(servedNs);
        boolean lost = phase.loss() > 0 && lossDice.nextDouble() < phase.loss();
        queue.add(servedNs, bytes, lost);
        queue.serveUntil(nowNs);
        if (lost) {
            droppedLoss++;
            return DROPPED_LOSS;
        }
        return deliver(servedNs, phase);
    }

    /** What applies at {@code nowNs}. */
    public LinkPhase phase(long nowNs) {
        return arrivals.at(nowNs);
    }

    /** The counters as of {@code nowNs}, which is never before the last {@link #offer}. */
    public LinkCounters counters(long nowNs) {
        queue.serveUntil(nowNs);
        long queueNs = Math.max(0, busyUntilNs - nowNs);
        return new LinkCounters(
                phase(nowNs),
                queue.bytes(),
                queueNs,
                queue.forwardedPackets(),
                queue.forwardedBytes(),
                droppedFull,
                droppedLoss);
    }

    /** When the last bit of a packet leaves the transmitter. */
    private long serve(long nowNs, int bytes) {
        boolean backToBack = busyUntilNs >= nowNs;
        long atNs = backToBack ? busyUntilNs : nowNs;
        long work = bytes * BIT_NS_PER_BYTE - (backToBack ? spareWork : 0);
        spareWork = 0;
        while (work > 0) {
            long rate = service.at(atNs).rateBitsPerSecond();
            long untilNs = service.untilNs();
            if (rate == LinkPhase.UNLIMITED) {
                work = 0;
            } else if (rate > 0 && Math.ceilDiv(work, rate) <= untilNs - atNs) {
                long neededNs = Math.ceilDiv(work, rate);
                atNs += neededNs;
                work -= neededNs * rate;
            } else {
                work -= rate * (untilNs - atNs);
                atNs = untilNs;
            }
        }
        spareWork = -work;
        busyUntilNs = atNs;
        return atNs;
    }

    private long deliver(long servedNs, LinkPhase phase) {
        long delayNs = phase.delay().toNanos();
        long jitterNs = phase.jitter().toNanos();
        if (jitterNs > 0) {
            delayNs = Math.max(0, delayNs + Math.round((2 * jitterDice.nextDouble() - 1) * jitterNs));
        }
        long deliveryNs = servedNs + delayNs;
        if (!phase.reorder()) {
            deliveryNs = Math.max(deliveryNs, lastDeliveryNs);
        }
        lastDeliveryNs = Math.max(deliveryNs, lastDeliveryNs);
        return deliveryNs;
    }
}
