package dev.tokenflow.lab.report;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How a line is drawn.
 *
 * @param ink   its colour
 * @param width in pixels of a picture 1600 wide
 * @param dash  lengths of strokes and gaps; empty = solid
 */
record Stroke(Ink ink, double width, float... dash) {
    /** The dash lengths as SVG and JSON write them between their brackets. */
    String dashText() {
        return Arrays.stream(boxed()).map(Object::toString).collect(Collectors.joining(","));
    }

    private Integer[] boxed() {
        Integer[] lengths = new Integer[dash.length];
        for (int i = 0; i < dash.length; i++) {
            lengths[i] = Math.round(dash[i]);
        }
        return lengths;
    }
}
