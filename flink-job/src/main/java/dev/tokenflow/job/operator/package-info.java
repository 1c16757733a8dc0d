/** Operators: thin shells with state and timers around the mathematics of core. */
@NullMarked
package dev.tokenflow.job.operator;

import org.jspecify.annotations.NullMarked;
