package dev.tokenflow.core.pacing.coalesce;

import dev.tokenflow.core.pacing.capacity.CapacityHistory;
import dev.tokenflow.core.pacing.coalesce.MemoryPlaces.Place;
import dev.tokenflow.core.path.PathSignals;

/**
 * What the path carries, wire bytes a second. While a queue stands the link is busy, so what is delivered is what it
 * carries (as in BBR, Cardwell et al. 2016). How often the link is how slow is kept in a {@link CapacityHistory}.
 */
final class CapacityEstimator {
    private final PathSignals in;
    private final CoalesceTuning.Capacity tuning;
    private final CapacityHistory history;
    private double capacity;
    private double slowest;
    private double fastest;

    CapacityEstimator(MemoryPlaces memory, PathSignals in, CoalesceTuning.Capacity tuning) {
        this.in = in;
        this.tuning = tuning;
        history = memory.history();
        capacity = memory.number(Place.CAPACITY);
        slowest = memory.number(Place.SLOWEST);
        fastest = memory.number(Place.FASTEST);
    }

    /** The places to be written; those of this part are filled already. */
    MemoryPlaces write() {
        MemoryPlaces memory = MemoryPlaces.holding(history);
        memory.put(Place.CAPACITY, capacity);
        memory.put(Place.BURST_AT, MemoryPlaces.NEVER);
        memory.put(Place.SLOWEST, slowest);
        memory.put(Place.FASTEST, fastest);
        return memory;
    }

    /** The capacity as it was last measured; NaN = not since the path was released. */
    double capacity() {
        return capacity;
    }

    /** Whether no dip of the link is remembered. */
    boolean knowsNoDip() {
        return history.isEmpty();
    }

    /** Time passes: what is remembered counts less. */
    void decay(double seconds) {
        history.decay(seconds, tuning.memoryS());
        slowest *= 1 + seconds / tuning.spreadS();
        fastest *= 1 - seconds / tuning.spreadS();
    }

    /**
     * A measurement under a queue. At the first look only the mean of the short window tells, since a pane can be empty
     * for other reasons than a narrow link; until the queue has stood for the whole window, the newest pane.
     *
     * @param seconds the measurement stands for
     * @param isLimited whether a budget holds already, so that the capacity moves by steps
     */
    void measure(QueueDetector queue, double seconds, boolean isLimited) {
        boolean wholeWindow = queue.fillsShortWindow();
        double seen = wholeWindow || !queue.isSeenAgain()
                ? in.deliveryRate()
                : Math.min(in.deliveryRate(), in.newestDeliveryRate());
        if (!PathSignals.isPositive(seen)) {
            return;
        }
        double before = queue.firstWindowS(seconds);
        // what was measured under an earlier queue says nothing of this one
        boolean isNewDip = seen < capacity && before > 0 && queue.isSeenAgain() && queue.isObvious();
        if (Double.isNaN(capacity) || !isLimited || isNewDip) {
            capacity = seen;
        } else {
            capacity += (seen > capacity ? tuning.growth() : tuning.decay()) * (seen - capacity);
        }
        if (!wholeWindow) {
            return; // a gap is over by then
        }
        history.saturated(seen, seconds + before);
        if (queue.isObvious()) {
            // not while the last of a queue drains: then the senders, not the link, set the pace
            slowest = Double.isNaN(slowest) ? seen : Math.min(slowest, seen);
            fastest = Double.isNaN(fastest) ? seen : Math.max(fastest, seen);
        }
    }

    /** For {@code seconds} this load passed without a queue. */
    void carried(double load, double seconds) {
        history.carried(load, seconds);
    }

    /**
     * What the link carries in all but its rare dips, with a margin; but for the sake of a rare dip no chunk is longer
     * than the link's typical capacity justifies.
     *
     * @param softDemand demand at full rate with the chunk of the soft delay: that chunk is always justified
     */
    double safeBudget(double softDemand) {
        double dips = tuning.dipMargin() * history.quantile(tuning.dipShare(), tuning.priorS());
        double typical = tuning.typicalMargin() * history.quantile(0.5, tuning.priorS());
        return Math.max(dips, Math.min(softDemand, typical));
    }

    /** Whether the link was about equally narrow whenever it was measured. */
    boolean isSteady() {
        return !(fastest >= tuning.steadyRatio() * slowest);
    }

    /**
     * A probe was carried.
     *
     * @param budget that was tried
     * @param isFullDemand whether that was all the streams can ask for
     * @param discount share of the remembered dips that still counts
     */
    void probeCarried(double budget, boolean isFullDemand, double discount) {
        capacity = Math.max(capacity, budget);
        if (!(in.deliveryRate() <= fastest) || isFullDemand) {
            history.discount(discount);
            fastest = Double.isNaN(fastest) ? in.deliveryRate() : Math.max(fastest, in.deliveryRate());
            slowest = Double.isNaN(slowest) ? fastest : Math.max(slowest, fastest / tuning.steadyRatio());
        }
    }

    /** The path is released: the capacity is not known any more, its history is. */
    void release() {
        capacity = Double.NaN;
    }
}
