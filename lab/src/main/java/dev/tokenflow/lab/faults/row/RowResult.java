package dev.tokenflow.lab.faults.row;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a row found.
 *
 * @param name of the row
 * @param figures by name, in the order in which they were found
 * @param missed what did not hold; empty when all did
 */
public record RowResult(String name, Map<String, Number> figures, List<String> missed) {
    public RowResult {
        figures = new LinkedHashMap<>(figures);
        missed = List.copyOf(missed);
    }

    /** Whether everything held. */
    public boolean met() {
        return missed.isEmpty();
    }

    /** With one figure more. */
    public RowResult with(String figure, Number value) {
        Map<String, Number> all = new LinkedHashMap<>(figures);
        all.put(figure, value);
        return new RowResult(name, all, missed);
    }
}
