package dev.tokenflow.core.model.capacity;

/**
 * What was known of a path at a saturated moment, and what it carried in the time after that. Capacities in wire bytes
 * a second, as logarithms of their ratio to the last one measured.
 *
 * @param atMs when, ms
 * @param inputs as {@link dev.tokenflow.core.pacing.capacity.CapacityTrack#INPUTS} names them
 * @param memoryLow what the memory of the law says of rare dips; NaN = it knows of none
 * @param outcome what was delivered in the time after
 * @param isCensored whether the queue went in that time: then the path carried this or more
 * @param truth what the link carried in the time after, where that is known; NaN elsewhere
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record CapacityRow(
        long atMs, double[] inputs, double memoryLow, double outcome, boolean isCensored, double truth) {}
