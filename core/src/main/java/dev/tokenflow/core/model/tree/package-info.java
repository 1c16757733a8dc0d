/**
 * Trees as they score: isolation forests and boosted trees in flat arrays, and the names of their inputs.
 *
 * <p>Training never belongs here, so that whoever only scores carries none of it.
 */
@NullMarked
package dev.tokenflow.core.model.tree;

import org.jspecify.annotations.NullMarked;
