package dev.tokenflow.lab.faults.row;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures of a row as they come in, and what of them does not hold. */
final class Findings {
    private final Map<String, Number> figures = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<String> late = new ArrayList<>();

    /** Notes a figure of which nothing is demanded. */
    void figure(String name, Number value) {
        figures.put(name, value);
    }

    /** Notes a figure that must be 0. */
    void none(String name, long value) {
        figures.put(name, value);
        require(value == 0, name + " is " + value + ", expected 0");
    }

    /** Notes a figure that must not be above a bound; NaN is. */
    void atMost(String name, double value, double bound) {
        figures.put(name, value);
        require(value <= bound, name + " is " + value + ", expected at most " + bound);
    }

    /** Notes a time, ms, that must not be longer; NaN, which is never, is wrong whatever the machine. */
    void within(String name, double ms, double boundMs) {
        figures.put(name, ms);
        require(!Double.isNaN(ms), name + " is unknown: it did not happen");
        if (ms > boundMs) {
            late.add(name + " is " + ms + ", expected at most " + boundMs);
        }
    }

    /** Notes a number of things that come too late, and should be 0. */
    void noneInTime(String name, long value) {
        figures.put(name, value);
        if (value != 0) {
            late.add(name + " is " + value + ", expected 0");
        }
    }

    /** Notes a figure that must not be below a bound; NaN is. */
    void atLeast(String name, double value, double bound) {
        figures.put(name, value);
        require(value >= bound, name + " is " + value + ", expected at least " + bound);
    }

    /** Demands something. */
    void require(boolean holds, String otherwise) {
        if (!holds) {
            wrong.add(otherwise);
        }
    }

    /** Takes over figures of other findings, and all that of them does not hold. */
    void addAll(String prefix, Findings other, String... names) {
        for (String name : names) {
            figures.put(prefix + name, other.figures.get(name));
        }
        other.wrong.forEach(text -> wrong.add(prefix + text));
        other.late.forEach(text -> late.add(prefix + text));
    }

    RowResult result(String row) {
        return new RowResult(row, figures, wrong, late);
    }
}
