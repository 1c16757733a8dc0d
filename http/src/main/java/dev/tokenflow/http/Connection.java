package dev.tokenflow.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: answers requests one after the other in their order (pipelining), and stops reading while the peer
 * does not take its answers. Everything runs on the event loop.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write closes the channel, and channelInactive tells whom it concerns
final class Connection extends ChannelInboundHandlerAdapter {
    /** Sent through the pipeline when the server stops: idle connections close, busy ones after their answer. */
    static final Object DRAIN = new Object();

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int MAX_WAITING_REQUESTS = 64;
    /** After a refusal the peer gets this long to read it before the connection is reset under what it still sends. */
    private static final long LINGER_MS = 1_000;
    /** The kernel tells nobody that it has sent what it took: while that blocks a stream it is asked this often. */
    private static final long ASK_AGAIN_MS = 2;

    private final Router router;
    private final ChannelHandlerContext outbound;
    private final Channel channel;
    /** Requests, CONTINUE marks and at last perhaps a Problem, in the order they came. */
    private final Queue<Object> waiting = new ArrayDeque<>();

    private @Nullable Exchange current;
    private @Nullable ResponseStream stream;
    /** The last answer was written: nothing more is served. */
    private boolean closing;

    private boolean draining;
    /** Within a read: answers are flushed together at its end. */
    private boolean reading;

    private boolean pumping;
    private boolean writing;
    /** The stream's owner was told that it may not write. */
    private boolean blocked;

    private final int notSentLowatBytes;
    private final @Nullable KernelQueue kernelQueue;
    private boolean asking;

    /**
     * @param router finds the handlers
     * @param encoderless the context from which encoded bytes leave past the HTTP encoder
     * @param options how bytes leave
     */
    Connection(Router router, ChannelHandlerContext encoderless, ConnectionOptions options) {
        this.router = router;
        this.outbound = encoderless;
        this.channel = encoderless.channel();
        notSentLowatBytes = options.notSentLowatBytes();
        kernelQueue = notSentLowatBytes > 0 ? KernelQueue.of(channel) : null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        if (!closing) {
            waiting.add(message);
            pump();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        ctx.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!writing) {
            wakeStream();
            pump();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == DRAIN) {
            draining = true;
        }
        if (current == null && (event == DRAIN || event instanceof IdleStateEvent)) {
            channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Exchange left = current;
        closing = true;
        current = null;
        stream = null;
        waiting.clear();
        if (left != null) {
            left.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) { // a peer that resets is everyday life
            LOG.error("connection {} is closed after an unexpected error", channel.remoteAddress(), cause);
        }
        channel.close();
    }

    ScheduledExecutorService eventLoop() {
        return channel.eventLoop();
    }

    void requireLoop() {
        if (!channel.eventLoop().inEventLoop()) {
            throw new IllegalStateException("this belongs on the event loop of the connection");
        }
    }

    void onLoop(Runnable action) {
        if (channel.eventLoop().inEventLoop()) {
            action.run();
        } else {
            channel.eventLoop().execute(action);
        }
    }

    boolean isOpen() {
        return channel.isActive();
    }

    boolean isWritable() {
        blocked = !takesMore();
        return !blocked && channel.isActive();
    }

    /** Whether process and kernel hold less than they may. While it is the kernel that does not, it is asked again. */
    private boolean takesMore() {
        KernelQueue kernel = kernelQueue;
        if (!channel.isWritable()) {
            return false;
        }
        if (kernel == null || kernel.unsentBytes() < notSentLowatBytes) {
            return true;
        }
        if (!asking && channel.isActive()) {
            asking = true;
            channel.eventLoop()
                    .schedule(
                            () -> {
                                asking = false;
                                wakeStream();
                            },
                            ASK_AGAIN_MS,
                            TimeUnit.MILLISECONDS);
        }
        return false;
    }

    long queuedBytes() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    void abort() {
        channel.close();
    }

    void send(Exchange exchange, Response response) {
        if (exchange == current) {
            write(messageOf(response, mayKeep(exchange)));
            finish(mayKeep(exchange));
        }
    }

    void sendEncoded(Exchange exchange, ByteBuf message) {
        if (exchange != current) {
            message.release();
            return;
        }
        outbound.write(message, outbound.voidPromise());
        finish(mayKeep(exchange));
    }

    ResponseStream startStream(Exchange exchange, int status, List<Response.Header> headers) {
        ResponseStream started = new ResponseStream(this);
        if (exchange == current) {
            HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
            headers.forEach(header -> head.headers().add(header.name(), header.value()));
            if (exchange.request().http11()) {
                head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
            if (!mayKeep(exchange)) {
                head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            stream = started;
            writeNow(head);
        }
        return started;
    }

    void writeChunk(ByteBuf bytes) {
        writeNow(new DefaultHttpContent(bytes));
    }

    void endStream() {
        Exchange exchange = current;
        if (exchange != null) {
            stream = null;
            writeNow(LastHttpContent.EMPTY_LAST_CONTENT);
            finish(mayKeep(exchange));
        }
    }

    private boolean mayKeep(Exchange exchange) {
        return exchange.request().keepAlive() && !draining;
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (current == null && !closing && channel.isWritable() && !waiting.isEmpty()) {
            begin(waiting.remove());
        }
        pumping = false;
        boolean readOn = waiting.size() < MAX_WAITING_REQUESTS && (closing || current != null || channel.isWritable());
        if (channel.config().isAutoRead() != readOn) {
            channel.config().setAutoRead(readOn);
        }
    }

    private void begin(Object item) {
        if (item instanceof Request request) {
            serve(new Exchange(this, request));
        } else if (item instanceof Problem problem) {
            refuse(problem);
        } else if (item == RequestAssembler.CONTINUE) {
            channel.writeAndFlush(
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER),
                    channel.voidPromise());
        } else {
            throw new IllegalStateException("unexpected in the pipeline: " + item.getClass());
        }
    }

    private void serve(Exchange exchange) {
        current = exchange;
        try {
            router.dispatch(exchange);
        } catch (ProblemException e) {
            answerInstead(exchange, e.problem());
        } catch (RuntimeException e) {
            LOG.error(
                    "{} {} failed",
                    exchange.request().method(),
                    exchange.request().path(),
                    e);
            answerInstead(exchange, new Problem(500, "the server could not answer; its log says why"));
        }
    }

    private void answerInstead(Exchange exchange, Problem problem) {
        if (exchange.isAnswered()) {
            abort();
        } else {
            exchange.send(problem.toResponse());
        }
    }

    private void refuse(Problem problem) {
        closing = true;
        writeLast(channel, messageOf(problem.toResponse(), false));
    }

    /**
     * Writes, ends the output, and closes when the peer does or after a while: an earlier close would reset under the
     * peer what it has not read yet.
     */
    static void writeLast(Channel channel, Object message) {
        channel.writeAndFlush(message).addListener(written -> {
            if (channel instanceof DuplexChannel duplex && written.isSuccess()) {
                duplex.shutdownOutput();
                var unused = channel.eventLoop().schedule(() -> channel.close(), LINGER_MS, TimeUnit.MILLISECONDS);
            } else {
                channel.close();
            }
        });
    }

    private void finish(boolean keep) {
        current = null;
        if (!keep) {
            closing = true;
            writeLast(channel, Unpooled.EMPTY_BUFFER);
            return;
        }
        if (!reading) {
            channel.flush();
        }
        pump();
    }

    private void write(Object message) {
        channel.write(message, channel.voidPromise());
    }

    private void writeNow(Object message) {
        writing = true;
        channel.writeAndFlush(message, channel.voidPromise());
        writing = false;
        blocked = !takesMore();
    }

    private void wakeStream() {
        ResponseStream open = stream;
        if (open != null && blocked && takesMore()) {
            blocked = false;
            open.writable();
        }
    }

    static FullHttpResponse messageOf(Response response, boolean keep) {
        FullHttpResponse message = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                Unpooled.wrappedBuffer(response.body()));
        response.headers().forEach(header -> message.headers().add(header.name(), header.value()));
        if (response.status() != 204 && response.status() != 304) {
            message.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        }
        if (!keep) {
            message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return message;
    }
}
