/**
 * What of a token stream waits for its reader, with deltas joined where no client can tell, and what is known of the
 * stream so far.
 *
 * <p>Here belongs the arithmetic of joining. How an event is read is in {@code delta}; when something leaves is decided
 * by the caller. Time is a parameter. No sockets, no threads.
 */
@NullMarked
package dev.tokenflow.gateway.merge;

import org.jspecify.annotations.NullMarked;
