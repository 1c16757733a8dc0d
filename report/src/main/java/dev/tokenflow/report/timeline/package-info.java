/**
 * A run over time: rows of what link, transport, hint and readers did in each step, and their CSV file. Figures of a
 * whole run belong to the package of runs.
 */
@NullMarked
package dev.tokenflow.report.timeline;

import org.jspecify.annotations.NullMarked;
