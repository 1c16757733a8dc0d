/**
 * Operators from raw batches to scored readings: thin shells that hold state, timers and counters around core.
 *
 * <p>Formulas never belong here, nor does what is decided from a reading: see {@code job.pacing}.
 */
@NullMarked
package dev.tokenflow.job.operator;

import org.jspecify.annotations.NullMarked;
