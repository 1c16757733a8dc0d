/**
 * The bytes of a trained model: writing them, reading them and refusing what is damaged or too new.
 *
 * <p>What a model computes never belongs here.
 */
@NullMarked
package dev.tokenflow.core.model.saved;

import org.jspecify.annotations.NullMarked;
