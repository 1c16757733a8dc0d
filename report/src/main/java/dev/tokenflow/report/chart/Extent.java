package dev.tokenflow.report.chart;

/**
 * Between which values measurements lie; unknown ones do not count.
 *
 * @param least smallest, NaN without values
 * @param leastPositive smallest above 0, NaN without such values
 * @param most largest, NaN without values
 */
public record Extent(double least, double leastPositive, double most) {
    public static Extent of(double... values) {
        double least = Double.NaN;
        double leastPositive = Double.NaN;
        double most = Double.NaN;
        for (double value : values) {
            if (!Double.isFinite(value)) {
                continue;
            }
            least = Double.isNaN(least) ? value : Math.min(least, value);
            most = Double.isNaN(most) ? value : Math.max(most, value);
            if (value > 0) {
                leastPositive = Double.isNaN(leastPositive) ? value : Math.min(leastPositive, value);
            }
        }
        return new Extent(least, leastPositive, most);
    }

    public boolean isEmpty() {
        return Double.isNaN(most);
    }
}
