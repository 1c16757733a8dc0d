/**
 * The saved forms of what the pacers remember: bytes that begin with a version, so that every later build can read
 * them.
 *
 * <p>Only forms that stand in savepoints belong here, never what crosses a wire.
 */
@NullMarked
package dev.tokenflow.core.pacing.saved;

import org.jspecify.annotations.NullMarked;
