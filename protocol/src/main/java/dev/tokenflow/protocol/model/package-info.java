/**
 * What the topic {@code models} carries besides the bytes of models: the keys of its records, and cards that say what a
 * model is.
 *
 * <p>The bytes of a model, and what it computes, never belong here.
 */
@NullMarked
package dev.tokenflow.protocol.model;

import org.jspecify.annotations.NullMarked;
