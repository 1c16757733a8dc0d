/**
 * Measurements of parts of TokenFlow on the machine at hand: the command, and a package for each benchmark.
 *
 * <p>A benchmark compares with something that others know, prints its targets and says when it missed them. Correctness
 * is not checked here: that belongs to tests.
 */
@NullMarked
package dev.tokenflow.bench;

import org.jspecify.annotations.NullMarked;
