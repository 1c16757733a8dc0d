/**
 * The names of the job's metrics and the small counters and timers that operators use.
 *
 * <p>What is counted, and when, is decided in the operators and never here.
 */
@NullMarked
package dev.tokenflow.job.metric;

import org.jspecify.annotations.NullMarked;
