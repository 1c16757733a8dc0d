package dev.tokenflow.report.chart;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.protocol.hint.PathCondition;

/** The mark of a point in a scatter: shape and colour both tell the state. */
public enum Marker {
    CIRCLE(Ink.GREEN, true),
    TRIANGLE(Ink.VERMILLION, true),
    DIAMOND(Ink.BLUE, true),
    SQUARE(Ink.BLACK, true),
    RING(Ink.GREY, false);

    private static final double[][] TRIANGLE_CORNERS = {{0, -1.15}, {1.1, 0.85}, {-1.1, 0.85}};
    private static final double[][] DIAMOND_CORNERS = {{0, -1.25}, {1.25, 0}, {0, 1.25}, {-1.25, 0}};
    private static final double[][] SQUARE_CORNERS = {{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}};
    private static final double[][] ROUND = {};

    private final Ink ink;
    private final boolean filled;

    Marker(Ink ink, boolean filled) {
        this.ink = ink;
        this.filled = filled;
    }

    public static Marker of(PathCondition state) {
        return switch (state) {
            case CLEAR -> CIRCLE;
            case CONGESTED -> TRIANGLE;
            case LOSSY -> DIAMOND;
            case STALLED -> SQUARE;
            case UNKNOWN -> RING;
        };
    }

    public static Marker of(Diagnosis diagnosis) {
        return switch (diagnosis) {
            case NORMAL -> CIRCLE;
            case CONGESTION, CONGESTION_AND_LOSS -> TRIANGLE;
            case LOSS -> DIAMOND;
            case OUTAGE -> SQUARE;
            case SLOW_READER, SLOW_SENDER, UNKNOWN -> RING;
        };
    }

    Ink ink() {
        return ink;
    }

    boolean filled() {
        return filled;
    }

    /** Corners in units of the marker's radius; none for round ones. */
    double[][] corners() {
        return switch (this) {
            case TRIANGLE -> TRIANGLE_CORNERS;
            case DIAMOND -> DIAMOND_CORNERS;
            case SQUARE -> SQUARE_CORNERS;
            case CIRCLE, RING -> ROUND;
        };
    }
}
