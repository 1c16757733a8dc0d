package dev.tokenflow.report.run;

import dev.tokenflow.report.text.Figures;
import dev.tokenflow.report.text.Known;
import dev.tokenflow.report.text.Ratio;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A row of every table of arms: one figure of one link, and how two arms compare in it.
 *
 * @param name what it is
 * @param unit of the value as shown; empty for plain numbers
 * @param kind how to compare
 * @param value reads it; {@code null} = unknown
 */
public record Metric(String name, String unit, Kind kind, Function<LinkFigures, @Nullable Number> value) {
    /** How a figure is compared between arms. */
    public enum Kind {
        /** Milliseconds; less is better; floor {@value Ratio#DELAY_FLOOR_MS} ms. */
        DELAY,
        /** Less is better; floor {@value Ratio#COUNT_FLOOR}. */
        COUNT,
        /** More is better, no floor: thousands are counted. */
        YIELD,
        /** Shown, not compared. */
        PLAIN
    }

    /** Ratios this close to 1 are the same. */
    private static final double SAME = 0.005;

    /** All metrics of a link, in the order of the tables. */
    public static final List<Metric> ALL = List.of(
            new Metric("tokens delivered", "", Kind.YIELD, LinkFigures::tokensDelivered),
            new Metric(
                    "token delay p50",
                    "ms",
                    Kind.DELAY,
                    link -> link.tokenDelayMs().p50()),
            new Metric(
                    "token delay p95",
                    "ms",
                    Kind.DELAY,
                    link -> link.tokenDelayMs().p95()),
            new Metric(
                    "token delay p99",
                    "ms",
                    Kind.DELAY,
                    link -> link.tokenDelayMs().p99()),
            new Metric("TTFT p50", "ms", Kind.DELAY, link -> link.ttftMs().p50()),
            new Metric("TTFT p95", "ms", Kind.DELAY, link -> link.ttftMs().p95()),
            new Metric("gap p99", "ms", Kind.DELAY, link -> link.gapMs().p99()),
            new Metric("stall ratio", "%", Kind.PLAIN, link -> percent(link.stallRatio())),
            new Metric("retransmits", "", Kind.COUNT, LinkFigures::retransmits),
            new Metric("RTT p50", "ms", Kind.DELAY, link -> link.rttMs().p50()),
            new Metric("RTT p95", "ms", Kind.DELAY, link -> link.rttMs().p95()),
            new Metric("lowest hinted rate", "tok/s", Kind.PLAIN, LinkFigures::minRate),
            new Metric("largest hinted chunk", "tokens", Kind.PLAIN, LinkFigures::maxChunk),
            new Metric("false slowdown", "%", Kind.PLAIN, link -> percent(link.falseSlowdown())));

    /** Name and unit. */
    public String label() {
        return unit.isEmpty() ? name : name + ", " + unit;
    }

    /** The figure as text, a dash when unknown. */
    public String text(LinkFigures link) {
        return Figures.number(value.apply(link));
    }

    /**
     * This arm against another in words, {@code 112x lower}; empty where a comparison has no meaning, a dash when one
     * is unknown.
     */
    public String compare(LinkFigures figures, LinkFigures other) {
        return compare(kind, Known.orNaN(value.apply(figures)), Known.orNaN(value.apply(other)));
    }

    /** A delay in ms against another, as {@link #compare(LinkFigures, LinkFigures)} writes it. */
    public static String compareDelays(@Nullable Double valueMs, @Nullable Double otherMs) {
        return compare(Kind.DELAY, Known.orNaN(valueMs), Known.orNaN(otherMs));
    }

    static String compare(Kind kind, double value, double other) {
        double ratio = switch (kind) {
            case DELAY -> Ratio.ofDelays(other, value);
            case COUNT -> Ratio.ofCounts(other, value);
            case YIELD -> value / other;
            case PLAIN -> Double.NaN;
        };
        if (kind == Kind.PLAIN) {
            return "";
        }
        if (!Double.isFinite(ratio) || ratio <= 0) {
            return Figures.UNKNOWN;
        }
        if (Math.abs(ratio - 1) <= SAME) {
            return "same";
        }
        boolean yield = kind == Kind.YIELD;
        if (ratio > 1) {
            return Figures.ratio(ratio) + (yield ? " more" : " lower");
        }
        return Figures.ratio(1 / ratio) + (yield ? " less" : " higher");
    }

    private static @Nullable Double percent(@Nullable Double share) {
        return share == null ? null : share * 100;
    }
}
