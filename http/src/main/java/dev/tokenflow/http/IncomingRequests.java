package dev.tokenflow.http;

import dev.tokenflow.protocol.event.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has sent and nobody has used yet, in order. A request is handed out with its whole body, or as
 * soon as its head is there when somebody streams its body. Bounded in bytes: {@link #hasRoom} says when to read on.
 */
final class IncomingRequests {
    /** Bytes and requests that may wait behind a request that is being answered. */
    private static final int MOST_WAITING_BYTES = 64 << 10;

    private static final int MOST_WAITING_PARTS = 128;
    /** What a head weighs beside its text. */
    private static final int HEAD_OVERHEAD = 256;

    private static final byte[] NO_BODY = {};
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What can be begun next. */
    sealed interface Next {}

    /** A request with its whole body. */
    record Whole(Request request) implements Next {}

    /**
     * A request whose body follows.
     *
     * @param waits whether the peer waits for permission to send it
     */
    record Streamed(Request request, StreamedHandler handler, boolean waits) implements Next {}

    /** What came is no request that is served; nothing after it can be trusted. */
    record Refused(Problem problem) implements Next {}

    /** The peer waits for permission to send its body. */
    record PleaseGoOn(ByteBuf bytes) implements Next {}

    /** More must arrive first. */
    enum Nothing implements Next {
        YET
    }

    private final int maxBodyBytes;
    private final Queue<HttpObject> waiting = new ArrayDeque<>();
    private IpAddress remoteAddress = IpAddress.ofIpv4(0);
    private int remotePort;
    private long waitingBytes;
    /** The request whose body is being collected; null while none is. */
    private @Nullable HttpRequest head;

    private @Nullable ByteArrayOutputStream collected;
    private boolean broken;
    /** The body that goes on to somebody; null while none does. */
    private @Nullable RequestBody streaming;

    IncomingRequests(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    void from(IpAddress address, int port) {
        remoteAddress = address;
        remotePort = port;
    }

    void add(HttpObject part) {
        waiting.add(part);
        waitingBytes += weight(part);
    }

    /** Whether more should be read from the peer. */
    boolean hasRoom() {
        return waitingBytes < MOST_WAITING_BYTES && waiting.size() < MOST_WAITING_PARTS;
    }

    /** Whether a request has begun whose body is not complete. */
    boolean isReadingBody() {
        return head != null || (streaming != null && !streaming.isComplete());
    }

    /** The next thing to do while no request is being answered. */
    Next next(Router router) {
        while (!waiting.isEmpty()) {
            HttpObject part = remove();
            try {
                if (part.decoderResult().isFailure()) {
                    return new Refused(
                            RequestHead.problemOf(part.decoderResult().cause()));
                }
                if (part instanceof HttpRequest request) {
                    Next begun = begin(request, router);
                    if (begun != Nothing.YET) {
                        return begun;
                    }
                }
                if (part instanceof HttpContent content && head != null) {
                    Next complete = collect(head, content);
                    if (complete != Nothing.YET) {
                        return complete;
                    }
                }
            } finally {
                ReferenceCountUtil.release(part);
            }
        }
        return Nothing.YET;
    }

    /** Sends the body of the request that was handed out last to {@code body}. */
    void streamTo(RequestBody body) {
        streaming = body;
    }

    /** Whether the body that streams turned out not to be well-formed: nothing after it can be trusted. */
    boolean isBroken() {
        return broken;
    }

    /** Delivers the next part of the body to whom it streams; false when there is none or it is not taken. */
    boolean deliverBody() {
        RequestBody to = streaming;
        if (to == null || to.isComplete() || waiting.isEmpty() || !to.takes()) {
            return false;
        }
        HttpObject part = remove();
        if (part.decoderResult().isFailure() || !(part instanceof HttpContent content)) {
            ReferenceCountUtil.release(part);
            broken = true;
            return false;
        }
        if (content.content().isReadable()) {
            to.deliver(content.content()); // takes over the part's reference
        } else {
            content.release();
        }
        if (content instanceof LastHttpContent last) {
            to.deliverEnd(last.trailingHeaders());
        }
        return true;
    }

    /** Drops everything. */
    void release() {
        while (!waiting.isEmpty()) {
            ReferenceCountUtil.release(remove());
        }
        head = null;
        collected = null;
    }

    private Next begin(HttpRequest request, Router router) {
        streaming = null;
        collected = null;
        Problem problem = RequestHead.problemOf(request);
        if (problem != null) {
            return new Refused(problem);
        }
        Request asked = new Request(request, NO_BODY, remoteAddress, remotePort);
        StreamedHandler handler = router.streamed(asked);
        if (handler != null) {
            return new Streamed(asked, handler, HttpUtil.is100ContinueExpected(request));
        }
        if (HttpUtil.getContentLength(request, 0L) > maxBodyBytes) {
            return new Refused(tooLarge());
        }
        head = request;
        return HttpUtil.is100ContinueExpected(request) ? new PleaseGoOn(permission()) : Nothing.YET;
    }

    private Next collect(HttpRequest request, HttpContent content) {
        int length = content.content().readableBytes();
        if (length > 0) {
            if (collected == null) {
                collected = new ByteArrayOutputStream(length);
            }
            if (length > maxBodyBytes - collected.size()) {
                return new Refused(tooLarge());
            }
            try {
                content.content().getBytes(content.content().readerIndex(), collected, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // an array in memory takes everything
            }
        }
        if (!(content instanceof LastHttpContent)) {
            return Nothing.YET;
        }
        byte[] bytes = collected == null ? NO_BODY : collected.toByteArray();
        head = null;
        collected = null;
        return new Whole(new Request(request, bytes, remoteAddress, remotePort));
    }

    /** The interim answer that lets a peer send its body. */
    static ByteBuf permission() {
        return Unpooled.wrappedBuffer(CONTINUE);
    }

    private HttpObject remove() {
        HttpObject part = waiting.remove();
        waitingBytes -= weight(part);
        return part;
    }

    private Problem tooLarge() {
        return new Problem(413, "the body is longer than " + maxBodyBytes + " bytes");
    }

    private static int weight(HttpObject part) {
        int weight = part instanceof HttpContent content ? content.content().readableBytes() : 0;
        if (part instanceof HttpRequest request) {
            weight += HEAD_OVERHEAD + request.uri().length() + size(request.headers());
        }
        return weight;
    }

    private static int size(HttpHeaders headers) {
        int size = 0;
        for (var fields = headers.iteratorCharSequence(); fields.hasNext(); ) {
            var field = fields.next();
            size += field.getKey().length() + field.getValue().length();
        }
        return size;
    }
}
