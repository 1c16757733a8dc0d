package dev.tokenflow.core.model.fit;

import dev.tokenflow.core.model.tree.Cuts;
import java.util.Arrays;

/**
 * Training rows with every input replaced by the number of its bin, column by column: histogram splits look at some 250
 * candidates an input, whatever the number of rows. Borders lie at quantiles, so bins hold about equally many rows;
 * where there are few different values each has a bin of its own.
 */
final class Bins {
    /** Bin of missing values. */
    static final int MISSING = 255;

    private static final int MOST = 255; // for values: 0 to 254
    private static final int SAMPLED = 200_000;

    final int rows;
    final int inputs;

    /** Of input f and row i: {@code bins[f][i]}. */
    final byte[][] bins;

    /** Of each input the lower borders of bins 1, 2, …: a value is in bin b when b borders are not above it. */
    final double[][] borders;

    Bins(double[] values, int inputs) {
        this.inputs = inputs;
        rows = values.length / inputs;
        bins = new byte[inputs][rows];
        borders = new double[inputs][];
        for (int input = 0; input < inputs; input++) {
            borders[input] = borders(values, input);
            for (int row = 0; row < rows; row++) {
                bins[input][row] = (byte) bin(borders[input], Cuts.coarse(values[row * inputs + input]));
            }
        }
    }

    /** Bins of an input that hold values. */
    int count(int input) {
        return borders[input].length + 1;
    }

    private static int bin(double[] borders, double value) {
        if (Double.isNaN(value)) {
            return MISSING;
        }
        int at = Arrays.binarySearch(borders, value);
        return at >= 0 ? at + 1 : -at - 1;
    }

    private double[] borders(double[] values, int input) {
        int step = Math.max(1, rows / SAMPLED);
        double[] seen = new double[(rows + step - 1) / step];
        int n = 0;
        for (int row = 0; row < rows; row += step) {
            double value = Cuts.coarse(values[row * inputs + input]);
            if (!Double.isNaN(value)) {
                seen[n++] = value;
            }
        }
        Arrays.sort(seen, 0, n);
        return bordersOf(seen, n);
    }

    private static double[] bordersOf(double[] sorted, int n) {
        double[] all = new double[MOST - 1];
        int count = 0;
        int distinct = 0;
        for (int i = 1; i < n; i++) {
            distinct += sorted[i] > sorted[i - 1] ? 1 : 0;
        }
        double perBin = distinct < MOST ? 0 : (double) n / MOST;
        int taken = 0;
        for (int i = 1; i < n && count < all.length; i++) {
            if (sorted[i] > sorted[i - 1] && i - taken >= perBin) {
                all[count++] = between(sorted[i - 1], sorted[i]);
                taken = i;
            }
        }
        return Arrays.copyOf(all, count);
    }

    /** Above the lower and not above the upper value, halfway where that can be. */
    private static double between(double lower, double upper) {
        double middle = Cuts.coarse(lower / 2 + upper / 2);
        return middle > lower && middle <= upper ? middle : upper;
    }
}
