/**
 * What follows from the windows of paths: scores, decisions, hints and rows. The job and the experiments both decide
 * here.
 *
 * <p>Formulas of a law or a model never belong here, nor does anything that knows Flink.
 */
@NullMarked
package dev.tokenflow.core.control;

import org.jspecify.annotations.NullMarked;
