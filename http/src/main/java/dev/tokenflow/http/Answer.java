package dev.tokenflow.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.function.BooleanSupplier;

/**
 * Writes the one answer to one request onto its connection. What comes after the connection or the answer has ended is
 * dropped. All methods belong on the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, which the connection notices
final class Answer {
    private static final byte[] BLANK_LINE = {'\r', '\n', '\r', '\n'};

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
    private final Request request;
    private final BooleanSupplier mayKeep;
    private final End end;
    /** A body without a length that was announced ends with the connection. */
    private boolean endsByClose;

    private boolean over;

    /**
     * @param loop of the connection
     * @param gate of the connection
     * @param channel the connection
     * @param request what is answered
     * @param mayKeep whether the connection may serve further requests, as of when it is asked
     * @param end told when the answer is complete
     */
    Answer(ConnectionLoop loop, WritableGate gate, Channel channel, Request request, BooleanSupplier mayKeep, End end) {
        this.loop = loop;
        this.gate = gate;
        this.channel = channel;
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
            channel.write(response.toMessage(channel.alloc(), keep, !request.isHead()), channel.voidPromise());
            finish(keep);
        }
    }

    void sendEncoded(ByteBuf message) {
        if (over) {
            message.release();
            return;
        }
        if (request.isHead()) {
            int blank = indexOfBlankLine(message);
            message.writerIndex(blank + BLANK_LINE.length);
        }
        channel.write(message, channel.voidPromise());
        finish(keeps());
    }

    /** An interim answer (1xx) before the answer itself; HTTP/1.0 does not know them. */
    void inform(HttpResponseStatus status, HttpHeaders headers) {
        if (!over && request.http11()) {
            gate.write(HeadBytes.head(channel.alloc(), status, headers));
        }
    }

    ResponseStream startStream(HttpResponseStatus status, HttpHeaders given) {
        boolean bodiless = request.isHead() || isEmptyByDefinition(status);
        boolean hasLength = given.contains(HttpHeaderNames.CONTENT_LENGTH);
        boolean chunked = !bodiless && !hasLength && request.http11();
        ResponseStream stream = new ResponseStream(loop, channel, gate, chunked, bodiless, this::endStream);
        if (!over) {
            HttpHeaders headers = new DefaultHttpHeaders().add(given);
            if (chunked) {
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
            endsByClose = !bodiless && !chunked && !hasLength;
            if (!keeps()) {
                headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            gate.streamBegins(stream::writable);
            gate.write(HeadBytes.head(channel.alloc(), status, headers));
        }
        return stream;
    }

    /** The connection has ended: whatever follows is dropped. */
    void drop() {
        over = true;
        gate.streamEnds();
    }

    void abort() {
        channel.close();
    }

    private void endStream() {
        if (!over) {
            gate.streamEnds();
            finish(keeps());
        }
    }

    private boolean keeps() {
        return request.keepAlive() && !endsByClose && mayKeep.getAsBoolean();
    }

    private void finish(boolean keep) {
        if (!over) {
            over = true;
            end.ended(keep);
        }
    }

    private static boolean isEmptyByDefinition(HttpResponseStatus status) {
        return status.codeClass() == HttpStatusClass.INFORMATIONAL || status.code() == 204 || status.code() == 304;
    }

    private static int indexOfBlankLine(ByteBuf message) {
        for (int i = message.readerIndex(); i <= message.writerIndex() - BLANK_LINE.length; i++) {
            int matched = 0;
            while (matched < BLANK_LINE.length && message.getByte(i + matched) == BLANK_LINE[matched]) {
                matched++;
            }
            if (matched == BLANK_LINE.length) {
                return i;
            }
        }
        throw new IllegalArgumentException("an encoded answer needs a blank line after its headers");
    }
}
