/**
 * Versions of the models in a topic: which there are, what they are, and the way back to one.
 *
 * <p>Training and judging models never belongs here.
 */
@NullMarked
package dev.tokenflow.ops.model.version;

import org.jspecify.annotations.NullMarked;
