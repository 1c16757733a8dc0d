/**
 * The HTTP/1.1 server of every process: a thin layer of routes, replies and streams over Netty. Handlers run on the
 * connection's event loop and must not block; see {@link dev.tokenflow.http.Exchange} for how an answer is given and
 * {@link dev.tokenflow.http.ResponseStream} for streams.
 */
@NullMarked
package dev.tokenflow.http;

import org.jspecify.annotations.NullMarked;
