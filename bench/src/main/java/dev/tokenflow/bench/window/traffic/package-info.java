/**
 * The events of the window benchmark: made once in memory, then repeated with later times.
 *
 * <p>Making an event must cost nothing while the clock runs, so nothing here is random after the start.
 */
@NullMarked
package dev.tokenflow.bench.window.traffic;

import org.jspecify.annotations.NullMarked;
