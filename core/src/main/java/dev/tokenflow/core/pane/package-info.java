/**
 * Panes: what happened on one path in one slice of time (100 ms), their packed form, and the histogram of round trips.
 *
 * <p>Here belongs what makers and readers of panes must agree on. What events mean, and what is made of many panes,
 * does not.
 */
@NullMarked
package dev.tokenflow.core.pane;

import org.jspecify.annotations.NullMarked;
