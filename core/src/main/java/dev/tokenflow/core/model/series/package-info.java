/**
 * Forecasts of a single series of numbers, with which the trees are compared on public data.
 *
 * <p>Paths, windows and their features never belong here.
 */
@NullMarked
package dev.tokenflow.core.model.series;

import org.jspecify.annotations.NullMarked;
