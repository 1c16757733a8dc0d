package dev.tokenflow.core.pane;

/** Values of times that stand for "none". */
public final class PaneTimes {
    /** An instant before every other, ms: it has not happened yet. */
    public static final long NEVER = Long.MIN_VALUE;

    /** The oldest event where there is none, ns: after every other. */
    public static final long NO_EVENT = Long.MAX_VALUE;

    private PaneTimes() {}
}
