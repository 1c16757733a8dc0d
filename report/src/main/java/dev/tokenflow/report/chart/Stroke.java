package dev.tokenflow.report.chart;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a line is drawn.
 *
 * @param ink its colour
 * @param width in pixels of a picture 1600 wide
 * @param dash lengths of strokes and gaps in pixels; empty = solid
 */
public record Stroke(Ink ink, double width, List<Integer> dash) {
    public Stroke {
        dash = List.copyOf(dash);
    }

    public static Stroke solid(Ink ink, double width) {
        return new Stroke(ink, width, List.of());
    }

    public static Stroke dashed(Ink ink, double width, int... dash) {
        return new Stroke(ink, width, IntStream.of(dash).boxed().toList());
    }

    /** The dash lengths as SVG and JSON list them. */
    public String dashText() {
        return dash.stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
