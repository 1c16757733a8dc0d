/**
 * The pictures of a run: timelines, delay curves, the space of features. They say what is drawn; axes, strokes and
 * surfaces belong to the package of charts.
 */
@NullMarked
package dev.tokenflow.report.picture;

import org.jspecify.annotations.NullMarked;
