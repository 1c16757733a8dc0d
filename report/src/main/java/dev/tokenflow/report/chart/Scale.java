package dev.tokenflow.report.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Maps values to a place between 0 and 1 and knows the round values to mark.
 *
 * @param from value at 0
 * @param to value at 1, &gt; from
 * @param logarithmic whether equal factors, not equal differences, take equal space; from &gt; 0 then
 */
public record Scale(double from, double to, boolean logarithmic) {
    private static final double LOG_MARGIN = 1.15;

    public Scale {
        if (!(to > from && Double.isFinite(to - from)) || (logarithmic && from <= 0)) {
            throw new IllegalArgumentException(
                    "a scale from " + from + " to " + to + (logarithmic ? ", logarithmic" : ""));
        }
    }

    /** From 0 to a round value at or above {@code largest}; to 1 when nothing is known. */
    public static Scale fromZero(double largest) {
        double top = largest > 0 && Double.isFinite(largest) ? largest : 1;
        double step = roundUp(top / 6);
        return new Scale(0, Math.ceil(top / step - 1e-9) * step, false);
    }

    /** Over all positive values between these two, with a little room on both sides. */
    public static Scale logarithmic(double smallest, double largest) {
        double low = smallest > 0 && Double.isFinite(smallest) ? smallest : 1;
        double high = Double.isFinite(largest) ? Math.max(largest, low) : Math.max(100, low);
        return new Scale(low / LOG_MARGIN, high * LOG_MARGIN, true);
    }

    /** Where a value lies; below 0 or above 1 when outside. */
    public double place(double value) {
        if (logarithmic) {
            return Math.log(Math.max(value, from * 1e-3) / from) / Math.log(to / from);
        }
        return (value - from) / (to - from);
    }

    /** The round values to mark, rising; about {@code most} of them or fewer. */
    List<Double> ticks(int most) {
        if (!logarithmic) {
            return linearTicks(most);
        }
        List<Double> ticks = logarithmicTicks();
        if (ticks.size() < 2) {
            return linearTicks(most);
        }
        List<Double> decades = ticks.stream().filter(Scale::isDecade).toList();
        if (ticks.size() > most && decades.size() > 1) {
            return decades;
        }
        int every = Math.ceilDiv(ticks.size(), most);
        return IntStream.range(0, ticks.size())
                .filter(i -> i % every == 0)
                .mapToObj(ticks::get)
                .toList();
    }

    private List<Double> logarithmicTicks() {
        List<Double> ticks = new ArrayList<>();
        for (double tick = roundUp(from); tick <= to; tick = roundUp(tick * 1.01)) {
            ticks.add(tick);
        }
        return ticks;
    }

    private List<Double> linearTicks(int most) {
        List<Double> ticks = new ArrayList<>();
        double step = roundUp((to - from) / most);
        for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-6; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private static boolean isDecade(double value) {
        return Math.abs(Math.log10(value) - Math.rint(Math.log10(value))) < 1e-6;
    }

    /** The next of 1, 2, 5 times a power of ten. */
    private static double roundUp(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
        for (double mantissa : new double[] {1, 2, 5}) {
            if (value <= mantissa * decade * (1 + 1e-9)) {
                return mantissa * decade;
            }
        }
        return 10 * decade;
    }
}
