/**
 * The HTTP/1.1 server of every process: routes, answers and streams in a thin layer over Netty. It exists for what
 * streams of small chunks need and common servers hide: when bytes are flushed, how much waits in the process, and what
 * the kernel has not sent ({@link dev.tokenflow.client.pacer.UnsentBytes}).
 *
 * <p>Handlers run on the connection's event loop and must not block. See {@link dev.tokenflow.http.Exchange} for how an
 * answer is given and {@link dev.tokenflow.http.ResponseStream} for streams. Routes, and anything that knows what hints
 * or tokens are, never belong here.
 */
@NullMarked
package dev.tokenflow.http;

import org.jspecify.annotations.NullMarked;
