/**
 * The steps of the training job: gather rows, train, judge, publish, report.
 *
 * <p>Training and judging as such never belong here: they are in core.
 */
@NullMarked
package dev.tokenflow.job.train;

import org.jspecify.annotations.NullMarked;
