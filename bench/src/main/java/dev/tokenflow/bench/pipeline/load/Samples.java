package dev.tokenflow.bench.pipeline.load;

import java.util.Arrays;

/** Numbers that one thread writes and another takes. */
final class Samples {
    private double[] values = new double[1024];
    private int size;

    synchronized void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    /** What was added since the last call. */
    synchronized double[] take() {
        double[] taken = Arrays.copyOf(values, size);
        size = 0;
        return taken;
    }
}
