/**
 * The rolling histogram next to HdrHistogram, DDSketch and KLL: CPU time of a call and heap of a window.
 *
 * <p>The classes with JMH annotations must stay public and free of state that outlives a measurement.
 */
@NullMarked
package dev.tokenflow.bench.histogram;

import org.jspecify.annotations.NullMarked;
