/**
 * The other side of a proxy: requests to HTTP/1.1 servers, on the event loop of the connection they are made for.
 *
 * <p>Parts of an answer are handed on as they arrive, and nothing is read while nobody wants it. Which server is asked,
 * and what its answers mean, never belongs here.
 */
@NullMarked
package dev.tokenflow.http.upstream;

import org.jspecify.annotations.NullMarked;
