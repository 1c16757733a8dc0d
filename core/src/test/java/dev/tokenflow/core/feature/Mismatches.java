package dev.tokenflow.core.feature;

import java.util.ArrayList;
import java.util.List;

/** Collects what differs between readings and what they must say. */
final class Mismatches {
    private static final int SHOWN = 5;

    private final List<String> first = new ArrayList<>();
    private Object key = "";
    private int count;

    /** What is compared from now on is of {@code next}. */
    Mismatches of(Object next) {
        key = next;
        return this;
    }

    void same(String what, long actual, long expected) {
        if (actual != expected) {
            add(what, actual, expected);
        }
    }

    /** NaN is the same as NaN. */
    void same(String what, double actual, double expected) {
        close(what, actual, expected, 0);
    }

    void close(String what, double actual, double expected, double relative) {
        if (Double.isNaN(actual) || Double.isNaN(expected)) {
            if (!Double.isNaN(actual) || !Double.isNaN(expected)) {
                add(what, actual, expected);
            }
        } else if (Math.abs(actual - expected) > relative * Math.abs(expected)) {
            add(what, actual, expected);
        }
    }

    void add(Object of, String what, Object actual, Object expected) {
        of(of).add(what, actual, expected);
    }

    void add(String what, Object actual, Object expected) {
        count++;
        if (first.size() < SHOWN) {
            first.add(key + ": " + what + " is " + actual + ", must be " + expected);
        }
    }

    int count() {
        return count;
    }

    List<String> first() {
        return first;
    }
}
