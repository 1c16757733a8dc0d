/**
 * The coalesce-first law, which TokenFlow recommends, and its parts.
 *
 * <p>One file is one question: does a queue stand, is it ours, what does the path carry, is it time to try more, which
 * chunk follows. What other laws could use never belongs here.
 */
@NullMarked
package dev.tokenflow.core.pacing.coalesce;

import org.jspecify.annotations.NullMarked;
