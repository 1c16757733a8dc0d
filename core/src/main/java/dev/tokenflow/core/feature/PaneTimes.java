package dev.tokenflow.core.feature;

/** Values of times that stand for "none". */
final class PaneTimes {
    /** An instant before every other, ms: it has not happened yet. */
    static final long NEVER = Long.MIN_VALUE;

    /** The oldest event where there is none, ns: after every other. */
    static final long NO_EVENT = Long.MAX_VALUE;

    private PaneTimes() {}
}
