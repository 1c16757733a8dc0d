package dev.tokenflow.report.timeline;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A common axis of time for rows of several arms, so that one cursor reads them all.
 *
 * @param stepS seconds between two points
 * @param size number of points; point i lies at {@code (i + 1) * stepS}
 */
public record TimeGrid(double stepS, int size) {
    private static final int MOST_POINTS = 20_000;

    /** The grid of these rows: their most common distance, up to the last of them. */
    public static TimeGrid of(List<TimelineRow> rows) {
        double[] times = rows.stream()
                .mapToDouble(TimelineRow::seconds)
                .sorted()
                .distinct()
                .toArray();
        if (times.length < 2) {
            return new TimeGrid(1, times.length);
        }
        double[] distances = new double[times.length - 1];
        for (int i = 0; i < distances.length; i++) {
            distances[i] = times[i + 1] - times[i];
        }
        Arrays.sort(distances);
        double median = Math.round(distances[distances.length / 2] * 1000) / 1000.0;
        double last = times[times.length - 1];
        double step = Math.max(median, last / MOST_POINTS);
        return new TimeGrid(step, (int) Math.round(last / step));
    }

    /** Times of the points, s. */
    public double[] seconds() {
        double[] seconds = new double[size];
        for (int i = 0; i < size; i++) {
            seconds[i] = Math.round((i + 1) * stepS * 1000) / 1000.0;
        }
        return seconds;
    }

    /** A value of each row at its point; NaN where no row lies. */
    public double[] column(List<TimelineRow> rows, ToDoubleFunction<TimelineRow> value) {
        double[] column = new double[size];
        Arrays.fill(column, Double.NaN);
        for (TimelineRow row : rows) {
            int point = Math.clamp(Math.round(row.seconds() / stepS) - 1, 0, Math.max(0, size - 1));
            if (point < size) {
                column[point] = value.applyAsDouble(row);
            }
        }
        return column;
    }
}
