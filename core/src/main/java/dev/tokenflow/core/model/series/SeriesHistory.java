package dev.tokenflow.core.model.series;

import java.util.Arrays;
import java.util.List;

/**
 * What was seen of one series so far, as inputs of a forecast: everything relative to the newest value. Mutable, not
 * thread-safe.
 */
final class SeriesHistory {
    static final List<String> NAMES = List.of(
            "value",
            "change_1",
            "change_2",
            "change_3",
            "change_5",
            "change_8",
            "to_ewma_8",
            "to_ewma_2",
            "to_median_9",
            "to_median_31",
            "to_min_31",
            "to_max_31",
            "deviation_9",
            "deviation_31",
            "to_mean",
            "to_min",
            "unchanged_for",
            "gap");

    /** Of these inputs the first and the last that do not tell where the series stands, nor time. */
    static final int FIRST_RELATIVE = 1;

    static final int LAST_RELATIVE = 15;

    private static final int KEPT = 31;
    private static final int SHORT = 9;

    private final double[] ring = new double[KEPT];
    private final double[] sorted = new double[KEPT];
    private int seen;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double ewma8;
    private double ewma2;
    private double lastTime = Double.NaN;
    private double gap = Double.NaN;
    private int unchanged;

    void add(double time, double value) {
        unchanged = seen > 0 && value == last() ? unchanged + 1 : 0;
        ring[seen % KEPT] = value;
        seen++;
        sum += value;
        min = Math.min(min, value);
        ewma8 = seen == 1 ? value : ewma8 + (value - ewma8) / 8;
        ewma2 = seen == 1 ? value : ewma2 + (value - ewma2) / 2;
        gap = time - lastTime;
        lastTime = time;
    }

    double last() {
        return ring[(seen - 1) % KEPT];
    }

    /** Fades by an eighth a value, as TCP's smoothed round trip does (RFC 6298). */
    double ewma() {
        return ewma8;
    }

    /** Of the last nine values. */
    double median() {
        return median(sort(SHORT));
    }

    void fill(double[] out) {
        double last = last();
        int at = 0;
        out[at++] = last;
        for (int lag : new int[] {1, 2, 3, 5, 8}) {
            out[at++] = seen > lag ? last - ring[(seen - 1 - lag) % KEPT] : Double.NaN;
        }
        out[at++] = ewma8 - last;
        out[at++] = ewma2 - last;
        int few = sort(SHORT);
        out[at++] = median(few) - last;
        double fewDeviation = deviation(few);
        int many = sort(KEPT);
        out[at++] = median(many) - last;
        out[at++] = sorted[0] - last;
        out[at++] = sorted[many - 1] - last;
        out[at++] = fewDeviation;
        out[at++] = deviation(many);
        out[at++] = sum / seen - last;
        out[at++] = min - last;
        out[at++] = unchanged;
        out[at] = gap;
    }

    private int sort(int most) {
        int count = Math.min(most, seen);
        for (int i = 0; i < count; i++) {
            sorted[i] = ring[(seen - 1 - i) % KEPT];
        }
        Arrays.sort(sorted, 0, count);
        return count;
    }

    private double median(int count) {
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }

    private double deviation(int count) {
        double middle = median(count);
        double all = 0;
        for (int i = 0; i < count; i++) {
            all += Math.abs(sorted[i] - middle);
        }
        return all / count;
    }
}
