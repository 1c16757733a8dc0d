/**
 * Content codings of streams: which one a reader accepts (RFC 9110), and the encoders that compress a stream write by
 * write, so that a reader can decode everything that has arrived.
 *
 * <p>An encoder knows bytes only. Tokens, events, sockets, and the decision when to compress never belong here.
 */
@NullMarked
package dev.tokenflow.http.encoding;

import org.jspecify.annotations.NullMarked;
