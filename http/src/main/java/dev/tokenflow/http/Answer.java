package dev.tokenflow.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Writes the one answer to one request onto its connection. What comes after the connection or the answer has ended is
 * dropped. All methods belong on the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which the connection notices
final class Answer {
    /** Told when an answer has been written. */
    @FunctionalInterface
    interface End {
        /**
         * The answer is complete.
         *
         * @param keep whether the connection can serve another request
         */
        void ended(boolean keep);
    }

    private final ConnectionLoop loop;
    private final WritableGate gate;
    private final Channel channel;
    private final ChannelHandlerContext encoderless;
    private final Request request;
    private final BooleanSupplier mayKeep;
    private final End end;
    private boolean over;

    /**
     * @param loop of the connection
     * @param gate of the connection
     * @param encoderless the context from which encoded bytes leave past the HTTP encoder
     * @param request what is answered
     * @param mayKeep whether the connection may serve further requests, as of when it is asked
     * @param end told when the answer is complete
     */
    Answer(
            ConnectionLoop loop,
            WritableGate gate,
            ChannelHandlerContext encoderless,
            Request request,
            BooleanSupplier mayKeep,
            End end) {
        this.loop = loop;
        this.gate = gate;
        this.encoderless = encoderless;
        this.channel = encoderless.channel();
        this.request = request;
        this.mayKeep = mayKeep;
        this.end = end;
    }

    ConnectionLoop loop() {
        return loop;
    }

    void send(Response response) {
        if (!over) {
            boolean keep = keeps();
            channel.write(response.toMessage(keep), channel.voidPromise());
            finish(keep);
        }
    }

    void sendEncoded(ByteBuf message) {
        if (over) {
            message.release();
            return;
        }
        encoderless.write(message, encoderless.voidPromise());
        finish(keeps());
    }

    ResponseStream startStream(int status, List<Response.Header> headers) {
        ResponseStream stream = new ResponseStream(loop, channel, gate, this::endStream);
        if (!over) {
            HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
            headers.forEach(header -> head.headers().add(header.name(), header.value()));
            if (request.http11()) {
                head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
            if (!keeps()) {
                head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            gate.streamBegins(stream::writable);
            gate.write(head);
        }
        return stream;
    }

    /** The connection has ended: whatever follows is dropped. */
    void drop() {
        over = true;
        gate.streamEnds();
    }

    private void endStream() {
        if (!over) {
            gate.streamEnds();
            gate.write(LastHttpContent.EMPTY_LAST_CONTENT);
            finish(keeps());
        }
    }

    private boolean keeps() {
        return request.keepAlive() && mayKeep.getAsBoolean();
    }

    private void finish(boolean keep) {
        if (!over) {
            over = true;
            end.ended(keep);
        }
    }
}
