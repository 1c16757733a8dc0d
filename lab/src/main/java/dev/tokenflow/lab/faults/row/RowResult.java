package dev.tokenflow.lab.faults.row;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a row found.
 *
 * @param name of the row
 * @param figures by name, in the order in which they were found
 * @param wrong what did not hold; empty when all did
 * @param late what held too late, on this machine and with what else it does; empty when all came in time
 */
public record RowResult(String name, Map<String, Number> figures, List<String> wrong, List<String> late) {
    public RowResult {
        figures = new LinkedHashMap<>(figures);
        wrong = List.copyOf(wrong);
        late = List.copyOf(late);
    }

    /** Whether everything held in time. */
    public boolean met() {
        return wrong.isEmpty() && late.isEmpty();
    }

    /** With one figure more. */
    public RowResult with(String figure, Number value) {
        Map<String, Number> all = new LinkedHashMap<>(figures);
        all.put(figure, value);
        return new RowResult(name, all, wrong, late);
    }
}
