package dev.tokenflow.report.chart;

/** Something to draw on: pixels for a PNG, elements for an SVG. Coordinates in pixels, y downwards. */
public interface Surface {
    /** Which side of the given place a text lies on. */
    enum Align {
        LEFT,
        CENTRE,
        RIGHT
    }

    /** A filled rectangle; {@code opacity} 0 to 1. */
    void rect(double x, double y, double width, double height, Ink ink, double opacity);

    /** A line through these points. */
    void line(double[] xs, double[] ys, int points, Stroke stroke);

    /** The same marker at each of these points; {@code radius} in pixels, {@code opacity} 0 to 1. */
    void markers(double[] xs, double[] ys, int points, Marker marker, double radius, double opacity);

    /** A text whose baseline is at {@code y}. */
    void text(String text, double x, double y, Align align, Ink ink, double size, boolean bold);

    /** A text read from bottom to top, centred on the place. */
    void uprightText(String text, double x, double y, Ink ink, double size);

    /** Width a text takes, exact or estimated, in pixels. */
    double textWidth(String text, double size, boolean bold);

    /** Nothing drawn until {@link #unclip} shows outside this rectangle. */
    void clip(double x, double y, double width, double height);

    /** Ends {@link #clip}. */
    void unclip();

    /** A straight line. */
    default void line(double x1, double y1, double x2, double y2, Stroke stroke) {
        line(new double[] {x1, x2}, new double[] {y1, y2}, 2, stroke);
    }
}
