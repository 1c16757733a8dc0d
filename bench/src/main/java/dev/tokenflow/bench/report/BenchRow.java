package dev.tokenflow.bench.report;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One measured quantity.
 *
 * @param name what was measured, on what
 * @param unit of value, low and high
 * @param value median over the rounds
 * @param low smallest, or lower quartile where the benchmark says so
 * @param high largest, or upper quartile
 * @param target what it should be, such as {@code "<= 250"}; null = shown for information
 * @param met whether it is; null without a target, or when the noise does not let one tell
 * @param peer what this row is to be compared with; null = nothing
 */
public record BenchRow(
        String name,
        String unit,
        double value,
        double low,
        double high,
        @Nullable String target,
        @Nullable Boolean met,
        @Nullable String peer) {
    /** A row without a target from one value a round: median, smallest, largest. */
    public static BenchRow of(String name, String unit, double... rounds) {
        double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        return new BenchRow(name, unit, median(sorted), sorted[0], sorted[sorted.length - 1], null, null, null);
    }

    /** As {@link #of}, but with the quartiles as low and high: for many noisy rounds. */
    public static BenchRow quartiles(String name, String unit, double... rounds) {
        double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        int quarter = sorted.length / 4;
        return new BenchRow(
                name, unit, median(sorted), sorted[quarter], sorted[sorted.length - 1 - quarter], null, null, null);
    }

    public BenchRow atMost(double bound) {
        return new BenchRow(name, unit, value, low, high, "<= " + BenchReport.number(bound), value <= bound, peer);
    }

    public BenchRow atLeast(double bound) {
        return new BenchRow(name, unit, value, low, high, ">= " + BenchReport.number(bound), value >= bound, peer);
    }

    /** With its target, but without a verdict: what was measured does not let one tell. */
    public BenchRow untold() {
        return new BenchRow(name, unit, value, low, high, target, null, peer);
    }

    public BenchRow against(String other) {
        return new BenchRow(name, unit, value, low, high, target, met, other);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
