/** Drawing without knowledge of runs: scales, axes, strokes, and the surfaces they are drawn on, SVG and pixels. */
@NullMarked
package dev.tokenflow.report.chart;

import org.jspecify.annotations.NullMarked;
