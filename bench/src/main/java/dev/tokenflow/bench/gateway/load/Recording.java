package dev.tokenflow.bench.gateway.load;

import org.HdrHistogram.Histogram;

/** What all readers saw while it was on. Belongs to the readers' thread. */
final class Recording {
    private static final long LONGEST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private Histogram delays = new Histogram(LONGEST_NS, DIGITS);
    private Histogram firsts = new Histogram(LONGEST_NS, DIGITS);
    private boolean on;
    private int number;
    private long deltas;

    void begin() {
        delays = new Histogram(LONGEST_NS, DIGITS);
        firsts = new Histogram(LONGEST_NS, DIGITS);
        deltas = 0;
        number++;
        on = true;
    }

    void end() {
        on = false;
    }

    /** Counts recordings; 0 = it is off. */
    int number() {
        return on ? number : 0;
    }

    /** A delta came, so long after it was due. */
    void delay(long ns) {
        if (on) {
            deltas++;
            delays.recordValue(Math.clamp(ns, 0, LONGEST_NS));
        }
    }

    /** The first delta of an answer came, so long after the request was sent. */
    void first(long ns) {
        if (on) {
            deltas++;
            firsts.recordValue(Math.clamp(ns, 0, LONGEST_NS));
        }
    }

    Histogram delays() {
        return delays;
    }

    Histogram firsts() {
        return firsts;
    }

    long deltas() {
        return deltas;
    }
}
