/**
 * Operators from scored readings to hints: shells around core's pacers, with the epoch and the numbers of the hints.
 *
 * <p>What a reading leads to is decided in core and never here.
 */
@NullMarked
package dev.tokenflow.job.pacing;

import org.jspecify.annotations.NullMarked;
