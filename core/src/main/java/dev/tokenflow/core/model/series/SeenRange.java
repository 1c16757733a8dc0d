package dev.tokenflow.core.model.series;

import java.util.Arrays;

/**
 * How far the inputs went that the trees learnt from. Trees do not extrapolate: behind the farthest cut they say what
 * they say at it, and after a jump larger than any they have seen that may be far from everything.
 */
final class SeenRange {
    private final double[] least = new double[SeriesHistory.NAMES.size()];
    private final double[] most = new double[SeriesHistory.NAMES.size()];

    SeenRange() {
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
    }

    void add(double[] inputs) {
        for (int i = 0; i < inputs.length; i++) {
            least[i] = Math.min(least[i], Double.isNaN(inputs[i]) ? least[i] : inputs[i]);
            most[i] = Math.max(most[i], Double.isNaN(inputs[i]) ? most[i] : inputs[i]);
        }
    }

    /** Whether every input that is a difference or a spread was about so before; where the series stands may be new. */
    boolean contains(double[] inputs) {
        for (int i = SeriesHistory.FIRST_RELATIVE; i <= SeriesHistory.LAST_RELATIVE; i++) {
            if (inputs[i] < least[i] || inputs[i] > most[i]) {
                return false;
            }
        }
        return true;
    }
}
