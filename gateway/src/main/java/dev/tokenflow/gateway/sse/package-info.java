/**
 * Server-sent events as bytes: where one event ends and the next begins.
 *
 * <p>Here belongs the frame alone. What an event means is in {@code delta}; when it leaves is in {@code merge}. No
 * sockets, no threads, no clock, and never a byte added, lost or moved.
 */
@NullMarked
package dev.tokenflow.gateway.sse;

import org.jspecify.annotations.NullMarked;
