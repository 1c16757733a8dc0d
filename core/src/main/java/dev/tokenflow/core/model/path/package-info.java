/**
 * What the models see of a path and say about it: inputs, samples, training rows, the judge that compares a new model
 * with simple rivals, and the score of one reading.
 *
 * <p>The mathematics of trees never belongs here, nor anything that a single series of numbers without a path could
 * use.
 */
@NullMarked
package dev.tokenflow.core.model.path;

import org.jspecify.annotations.NullMarked;
