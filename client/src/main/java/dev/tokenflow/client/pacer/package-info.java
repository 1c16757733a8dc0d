/**
 * Obeys hints: decides for one stream when tokens leave and how many share a chunk.
 *
 * <p>Here belongs the arithmetic of sending one stream, with the time as a parameter, so that it runs in real and in
 * simulated time. Sockets, threads, timers, text and the fetching of hints never belong here: whoever embeds it has his
 * own.
 */
@NullMarked
package dev.tokenflow.client.pacer;

import org.jspecify.annotations.NullMarked;
