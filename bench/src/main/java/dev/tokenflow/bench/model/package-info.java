/**
 * Training and asking the two models, next to scikit-learn on the same rows.
 *
 * <p>How good a model is does not belong here; {@code tokenflow model} tells that.
 */
@NullMarked
package dev.tokenflow.bench.model;

import org.jspecify.annotations.NullMarked;
