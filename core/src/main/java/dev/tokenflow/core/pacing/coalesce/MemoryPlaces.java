package dev.tokenflow.core.pacing.coalesce;

import dev.tokenflow.core.pacing.PacingConfig;
import dev.tokenflow.core.pacing.capacity.CapacityHistory;
import java.util.Arrays;

/**
 * The saved form of {@link CoalesceFirstLaw}: an array of numbers that the parts of the law read and write, each its
 * own places by name. The order of {@link Place} is that of every savepoint, so new places come last. After them comes
 * the {@link CapacityHistory}, left out while it is empty, as it is with most paths.
 *
 * <p>Unknown numbers are NaN, times that have not come are {@link #NEVER}.
 */
@SuppressWarnings("EnumOrdinal") // the order of the places is the saved form, and a test holds it
final class MemoryPlaces {
    /** A time that has not come, ms; a power of two, so that a double holds it exactly. */
    static final long NEVER = Long.MIN_VALUE;

    /** What is remembered of a path between two steps. Capacities, budgets and demands in wire bytes a second. */
    enum Place {
        /** What the path was seen to carry while a queue stood. */
        CAPACITY,
        /** What the client's streams may use together; NaN = no limit. */
        BUDGET,
        /** Since when a queue stands, ms. */
        QUEUE_SINCE,
        /** Since when the demand is cut and the queue has not moved, ms. */
        ACTED_SINCE,
        /** Queueing delay at that time, ms. */
        QUEUE_AT_CUT,
        /** Demand before that time. */
        DEMAND_AT_CUT,
        /** Start of the running probe, ms. */
        PROBE_SINCE,
        /** Budget to return to when the probe fails. */
        PROBE_FROM,
        /** Budget of the last probe that caused a queue. */
        PROBE_CEILING,
        /** Step of the running or next probe, a factor. */
        PROBE_GAIN,
        /** Earliest start of the next probe, ms. */
        NEXT_PROBE,
        /** Wait after the next failed probe, ms. */
        PROBE_WAIT,
        /** Baseline RTT that replaces the measured one, ms. */
        BASELINE_OVERRIDE,
        /** Time of the last step, ms. */
        LAST_STEP,
        /** When the budget was last raised, or a queue stood, ms. */
        RAISED_AT,
        /** Since when a steady bottleneck seems to be gone, ms. */
        BOTTLENECK_GONE_SINCE,
        /** Was used up to version 0.2.0; always {@link #NEVER}. */
        BURST_AT,
        /** Smallest capacity measured lately. */
        SLOWEST,
        /** Largest. */
        FASTEST,
        /** Active streams, the most of the last seconds. */
        STREAMS,
        /** Since when senders seem not to follow their hints, ms. */
        IGNORED_SINCE,
        /** Since when senders need much less than the budget, ms. */
        UNUSED_SINCE,
        /** Budget before the queue that stands now, or stood last. */
        BUDGET_BEFORE,
        /** When a queue stood last, ms. */
        QUEUE_AT
    }

    /** Places of earlier saved forms. */
    private static final int[] EARLIER_COUNTS = {20, 22};

    private static final Place[] TIMES = {
        Place.QUEUE_SINCE,
        Place.ACTED_SINCE,
        Place.PROBE_SINCE,
        Place.NEXT_PROBE,
        Place.LAST_STEP,
        Place.RAISED_AT,
        Place.BOTTLENECK_GONE_SINCE,
        Place.BURST_AT,
        Place.IGNORED_SINCE,
        Place.UNUSED_SINCE,
        Place.QUEUE_AT
    };
    private static final int COUNT = Place.values().length;

    private final double[] numbers;

    private MemoryPlaces(double[] numbers) {
        this.numbers = numbers;
    }

    /** Of a path of which nothing is known. */
    static MemoryPlaces nothing(PacingConfig config) {
        double[] numbers = new double[COUNT];
        Arrays.fill(numbers, Double.NaN);
        MemoryPlaces memory = new MemoryPlaces(numbers);
        for (Place time : TIMES) {
            memory.put(time, NEVER);
        }
        memory.put(Place.PROBE_GAIN, config.probeGain());
        memory.put(Place.PROBE_WAIT, config.firstProbeMs());
        return memory;
    }

    /** An array that was saved; nothing when another law wrote it. The array is only read. */
    static MemoryPlaces saved(double[] numbers, PacingConfig config) {
        if (numbers.length == COUNT || numbers.length == COUNT + CapacityHistory.PLACES) {
            return new MemoryPlaces(numbers);
        }
        for (int count : EARLIER_COUNTS) {
            int historyPlaces = numbers.length - count;
            if (historyPlaces == 0 || historyPlaces == CapacityHistory.PLACES) {
                double[] all = Arrays.copyOf(nothing(config).numbers, COUNT + historyPlaces);
                System.arraycopy(numbers, 0, all, 0, count);
                System.arraycopy(numbers, count, all, COUNT, historyPlaces);
                return new MemoryPlaces(all);
            }
        }
        return nothing(config);
    }

    /** Places to be written, with room for {@code history} when there is one. */
    static MemoryPlaces holding(CapacityHistory history) {
        if (history.isEmpty()) {
            return new MemoryPlaces(new double[COUNT]);
        }
        double[] numbers = new double[COUNT + CapacityHistory.PLACES];
        history.write(numbers, COUNT);
        return new MemoryPlaces(numbers);
    }

    /** The history; an empty one when none was saved. */
    CapacityHistory history() {
        return numbers.length == COUNT ? new CapacityHistory() : CapacityHistory.read(numbers, COUNT);
    }

    double number(Place place) {
        return numbers[place.ordinal()];
    }

    /** A time in ms, or {@link #NEVER}. */
    long time(Place place) {
        return (long) numbers[place.ordinal()];
    }

    void put(Place place, double value) {
        numbers[place.ordinal()] = value;
    }

    /** The array; not changed any more. */
    double[] toArray() {
        return numbers;
    }
}
