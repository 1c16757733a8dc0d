package dev.tokenflow.core.model.tree;

import java.util.List;

/**
 * A model that gives a number for a row of inputs. Immutable and thread-safe; scoring makes no objects and never gives
 * NaN.
 */
public sealed interface Scorer permits IsolationForest, GradientBoostedTrees {
    /** Inputs of a row. */
    int inputs();

    /**
     * The number for one row.
     *
     * @param row at least {@code offset + inputs()} long
     * @param offset where the row begins
     */
    double score(double[] row, int offset);

    /** The number for a row of its own. */
    default double score(double[] row) {
        return score(row, 0);
    }

    /**
     * Numbers for many rows, each bit for bit what {@link #score(double[], int)} gives, in less time.
     *
     * @param rows one after another, each {@link #inputs()} long
     * @param count of rows
     * @param scores gets the numbers; at least {@code count} long
     */
    void score(double[] rows, int count, double[] scores);

    /** The same for rows that stand by themselves, in their order. */
    default double[] score(List<double[]> rows) {
        double[] flat = new double[rows.size() * inputs()];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, flat, i * inputs(), inputs());
        }
        double[] scores = new double[rows.size()];
        score(flat, scores.length, scores);
        return scores;
    }
}
