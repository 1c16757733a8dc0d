package dev.tokenflow.ops.model;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of a model and, if there is a label, which rows are anomalies.
 *
 * @param names of the inputs
 * @param rows one after another
 * @param count of rows
 * @param anomalies of each row; empty without a label
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LabelledRows(List<String> names, double[] rows, int count, boolean[] anomalies) {
    /**
     * @param label column that is 1 for an anomaly and 0 for none; null = there is none
     * @throws IOException naming line and column of what is wrong
     */
    static LabelledRows of(NumberTable table, @Nullable String label) throws IOException {
        int labelAt = label == null ? -1 : table.column("--label", label);
        List<String> names = new ArrayList<>(table.columns());
        if (labelAt >= 0) {
            names.remove(labelAt);
        }
        if (names.isEmpty()) {
            throw new IOException("'" + table.file() + "' has no columns besides the label");
        }
        int count = table.rows().size();
        double[] rows = new double[count * names.size()];
        boolean[] anomalies = new boolean[labelAt < 0 ? 0 : count];
        int at = 0;
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < table.columns().size(); column++) {
                double number = table.number(row, column);
                if (column != labelAt) {
                    rows[at++] = number;
                } else if (number == 0 || number == 1) {
                    anomalies[row] = number == 1;
                } else {
                    throw new IOException("'" + table.file() + "', line "
                            + table.lines().get(row) + ", column " + label + ": " + table.text(row, column)
                            + " is no label, expected 0 or 1");
                }
            }
        }
        return new LabelledRows(names, rows, count, anomalies);
    }

    int inputs() {
        return names.size();
    }

    long anomalyCount() {
        long sum = 0;
        for (boolean anomaly : anomalies) {
            sum += anomaly ? 1 : 0;
        }
        return sum;
    }
}
