package dev.tokenflow.core.replay;

import java.util.ArrayList;
import java.util.List;

/** Collects what differs between readings and what they must say. */
public final class Mismatches {
    private static final int SHOWN = 5;

    private final List<String> first = new ArrayList<>();
    private Object key = "";
    private int count;

    /** What is compared from now on is of {@code next}. */
    public Mismatches of(Object next) {
        key = next;
        return this;
    }

    public void same(String what, long actual, long expected) {
        if (actual != expected) {
            add(what, actual, expected);
        }
    }

    /** NaN is the same as NaN. */
    public void same(String what, double actual, double expected) {
        close(what, actual, expected, 0);
    }

    public void close(String what, double actual, double expected, double relative) {
        if (Double.isNaN(actual) || Double.isNaN(expected)) {
            if (!Double.isNaN(actual) || !Double.isNaN(expected)) {
                add(what, actual, expected);
            }
        } else if (Math.abs(actual - expected) > relative * Math.abs(expected)) {
            add(what, actual, expected);
        }
    }

    public void add(Object of, String what, Object actual, Object expected) {
        of(of).add(what, actual, expected);
    }

    public void add(String what, Object actual, Object expected) {
        count++;
        if (first.size() < SHOWN) {
            first.add(key + ": " + what + " is " + actual + ", must be " + expected);
        }
    }

    public int count() {
        return count;
    }

    public List<String> first() {
        return first;
    }
}
