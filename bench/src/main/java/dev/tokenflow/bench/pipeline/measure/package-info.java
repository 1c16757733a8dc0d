/**
 * What is read from the running pipeline, and the arithmetic on it: lag, CPU time, percentiles, the search for the
 * highest rate.
 *
 * <p>Nothing here makes load.
 */
@NullMarked
package dev.tokenflow.bench.pipeline.measure;

import org.jspecify.annotations.NullMarked;
