package dev.tokenflow.report.run;

import dev.tokenflow.report.text.Figures;
import dev.tokenflow.report.text.Known;
import org.jspecify.annotations.Nullable;

/**
 * One thing a run had to show.
 *
 * @param name what, in words
 * @param value what was measured; {@code null} = unknown
 * @param unit of the value; empty for plain numbers and ratios
 * @param target what was asked for, as {@code >= 10}
 * @param met whether it was reached; {@code null} = cannot be said
 */
public record VerdictLine(
        String name,
        @Nullable Double value,
        String unit,
        String target,
        @Nullable Boolean met) {
    public VerdictLine {
        value = Known.orNull(value);
        unit = unit == null ? "" : unit;
    }

    /** At least {@code bound}; an unknown value (NaN) leaves it open. */
    public static VerdictLine atLeast(String name, double value, String unit, double bound) {
        return new VerdictLine(
                name, value, unit, ">= " + Figures.number(bound), Double.isNaN(value) ? null : value >= bound);
    }

    /** At most {@code bound}; an unknown value (NaN) leaves it open. */
    public static VerdictLine atMost(String name, double value, String unit, double bound) {
        return new VerdictLine(
                name, value, unit, "<= " + Figures.number(bound), Double.isNaN(value) ? null : value <= bound);
    }

    /** Below {@code bound}; an unknown value (NaN) leaves it open. */
    public static VerdictLine below(String name, double value, String unit, double bound) {
        return new VerdictLine(
                name, value, unit, "< " + Figures.number(bound), Double.isNaN(value) ? null : value < bound);
    }

    /** Above {@code bound}; an unknown value (NaN) leaves it open. */
    public static VerdictLine above(String name, double value, String unit, double bound) {
        return new VerdictLine(
                name, value, unit, "> " + Figures.number(bound), Double.isNaN(value) ? null : value > bound);
    }

    /** The target with its unit, as {@code < 1,000 ms}. */
    public String targetText() {
        return unit.isEmpty() || unit.equals("x") ? target + unit : target + " " + unit;
    }
}
