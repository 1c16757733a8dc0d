package dev.tokenflow.http.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;

/** Receives what a server answers. Everything is called on the event loop, and nothing after the end or a failure. */
public interface UpstreamListener {
    /** An interim answer (1xx). */
    void informed(HttpResponse interim);

    /** Status and headers. */
    void head(HttpResponse head);

    /** The next bytes of the body. The buffer is the listener's: it must release it. */
    void body(ByteBuf part);

    /** For now everything that had arrived was delivered: a good moment to write it on. */
    void drained();

    /** The answer is complete. */
    void end(HttpHeaders trailers);

    /** There will be no (complete) answer. */
    void failed(UpstreamFailure failure);

    /** The request's body can be written again, after {@link UpstreamCall#isWritable} was false. */
    void writable();
}
