/**
 * Flink ML's view of core's trees: estimators, models and servables with their parameters. The class names stand in
 * saved models and stay.
 *
 * <p>Training and scoring as such never belong here: they are in core.
 */
@NullMarked
package dev.tokenflow.job.ml;

import org.jspecify.annotations.NullMarked;
