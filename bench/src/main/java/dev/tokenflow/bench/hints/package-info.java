/**
 * How many requests the hint server answers next to a bare Netty handler, how soon, and what pushing costs next to
 * polling.
 *
 * <p>The servers that are measured run in processes of their own; the load comes from here.
 */
@NullMarked
package dev.tokenflow.bench.hints;

import org.jspecify.annotations.NullMarked;
