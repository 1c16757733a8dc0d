package dev.tokenflow.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: serves requests one after the other in the order they came (pipelining), and stops reading while the
 * peer does not take its answers. Everything runs on the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, and channelInactive follows
final class Connection extends ChannelInboundHandlerAdapter {
    /** Sent through the pipeline when the server stops: idle connections close, busy ones after their answer. */
    static final Object DRAIN = new Object();

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int MAX_WAITING_REQUESTS = 64;
    /** After a refusal the peer gets this long to read it before the connection is reset under what it still sends. */
    private static final long LINGER_MS = 1_000;

    /** What a connection can still be used for; it only ever moves to a later phase. */
    private enum Phase {
        /** Serves requests. */
        SERVING,
        /** The server stops: the answer that is being given is the last one. */
        DRAINING,
        /** The last answer was written, or the peer has gone: nothing more is served. */
        ENDED
    }

    private final Router router;
    private final ChannelHandlerContext encoderless;
    private final Channel channel;
    private final ConnectionLoop loop;
    private final WritableGate gate;
    /** Requests, CONTINUE marks and at last perhaps a Problem, in the order they came. */
    private final Queue<Object> waiting = new ArrayDeque<>();

    private Phase phase = Phase.SERVING;
    /** The request that is being answered; null while none is. */
    private @Nullable Exchange current;
    /** Within a read: answers are flushed together at its end. */
    private boolean reading;
    /** Within {@link #pump}: an answer that is complete at once must not start it a second time. */
    private boolean pumping;

    /**
     * @param router finds the handlers
     * @param encoderless the context from which encoded bytes leave past the HTTP encoder
     * @param options how bytes leave
     */
    Connection(Router router, ChannelHandlerContext encoderless, ConnectionOptions options) {
        this.router = router;
        this.encoderless = encoderless;
        this.channel = encoderless.channel();
        this.loop = new ConnectionLoop(channel.eventLoop());
        this.gate = new WritableGate(channel, options);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        if (phase != Phase.ENDED) {
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
        if (gate.bufferChanged()) {
            pump();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == DRAIN && phase == Phase.SERVING) {
            phase = Phase.DRAINING;
        }
        if (current == null && (event == DRAIN || event instanceof IdleStateEvent)) {
            channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Exchange left = current;
        phase = Phase.ENDED;
        current = null;
        waiting.clear();
        if (left != null) {
            left.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) { // peers that reset their connection are common
            LOG.error("connection {} is closed after an unexpected error", channel.remoteAddress(), cause);
        }
        channel.close();
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (current == null && phase != Phase.ENDED && channel.isWritable() && !waiting.isEmpty()) {
            begin(waiting.remove());
        }
        pumping = false;
        boolean readOn = waiting.size() < MAX_WAITING_REQUESTS
                && (phase == Phase.ENDED || current != null || channel.isWritable());
        if (channel.config().isAutoRead() != readOn) {
            channel.config().setAutoRead(readOn);
        }
    }

    private void begin(Object item) {
        if (item instanceof Request request) {
            serve(new Exchange(request, new Answer(loop, gate, encoderless, request, this::isServing, this::finish)));
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
            channel.close();
        } else {
            exchange.send(problem.toResponse());
        }
    }

    private void refuse(Problem problem) {
        phase = Phase.ENDED;
        writeLast(channel, problem.toResponse().toMessage(false));
    }

    private boolean isServing() {
        return phase == Phase.SERVING;
    }

    /** The current answer was written. */
    private void finish(boolean keep) {
        current = null;
        if (!keep) {
            phase = Phase.ENDED;
            writeLast(channel, Unpooled.EMPTY_BUFFER);
            return;
        }
        if (!reading) {
            channel.flush();
        }
        pump();
    }

    /**
     * Writes, ends the output, and closes when the peer does or after a while. Closing earlier would reset the
     * connection, and the peer would lose what it has not read yet.
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
}
