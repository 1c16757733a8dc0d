package dev.tokenflow.http;

import dev.tokenflow.protocol.event.IpAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: serves requests one after the other in the order they came (pipelining), and stops reading while the
 * peer does not take its answers or sends more than is used. Everything runs on the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, and channelInactive follows
final class Connection extends ChannelInboundHandlerAdapter {
    /** Sent through the pipeline when the server stops: idle connections close, busy ones after their answer. */
    static final Object DRAIN = new Object();

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
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
    private final HttpServerConfig config;
    private final Channel channel;
    private final ConnectionLoop loop;
    private final WritableGate gate;
    private final IncomingRequests incoming;
    private final ConnectionClock clock;
    private final Losses losses;
    private @Nullable Future<?> ticking;

    private Phase phase = Phase.SERVING;
    /** The request that is being answered; null while none is. */
    private @Nullable Exchange current;
    /** Within a read: answers are flushed together at its end. */
    private boolean reading;
    /** Within {@link #pump}: an answer that is complete at once must not start it a second time. */
    private boolean pumping;

    /**
     * @param router finds the handlers
     * @param channel the connection
     * @param config the server's limits
     * @param clock that stands before the decoder
     * @param losses where a peer that stalls is counted
     */
    Connection(Router router, Channel channel, HttpServerConfig config, ConnectionClock clock, Losses losses) {
        this.router = router;
        this.config = config;
        this.channel = channel;
        this.losses = losses;
        this.loop = new ConnectionLoop(channel.eventLoop());
        this.gate = new WritableGate(channel, config.connection());
        this.incoming = new IncomingRequests(config.maxBodyBytes());
        this.clock = clock;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (channel.remoteAddress() instanceof InetSocketAddress remote) {
            incoming.from(IpAddress.ofBytes(remote.getAddress().getAddress()), remote.getPort());
        }
        long everyMs = clock.everyMs();
        ticking = channel.eventLoop().scheduleAtFixedRate(this::tick, everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        if (phase == Phase.ENDED || !(message instanceof HttpObject part)) {
            ReferenceCountUtil.release(message);
            return;
        }
        incoming.add(part);
        pump();
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
        if (event == DRAIN) {
            if (phase == Phase.SERVING) {
                phase = Phase.DRAINING;
            }
            if (current == null) {
                channel.close();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Exchange left = current;
        phase = Phase.ENDED;
        current = null;
        incoming.release();
        if (ticking != null) {
            ticking.cancel(false);
        }
        if (left != null) {
            left.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) { // peers that reset their connection are common
            LOG.warn("connection {} is closed after an unexpected error", channel.remoteAddress(), cause);
        }
        channel.close();
    }

    private void tick() {
        long nowNs = System.nanoTime();
        if (gate.stuckNs(nowNs) > config.connection().stallTimeout().toNanos()) {
            losses.stalled.increment();
            abort();
        } else if (current == null && phase != Phase.ENDED && clock.isLate(nowNs, incoming.isReadingBody())) {
            channel.close();
        }
    }

    /** Closes at once: what the peer did not take is dropped, and it is told so by a reset. */
    private void abort() {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        boolean goOn = true;
        while (goOn && phase != Phase.ENDED) {
            goOn = current == null ? channel.isWritable() && beginNext() : incoming.deliverBody();
        }
        pumping = false;
        if (incoming.isBroken()) {
            channel.close(); // who takes the body learns of it, and can give up what it began
            return;
        }
        boolean readOn = phase == Phase.ENDED || (incoming.hasRoom() && (current != null || channel.isWritable()));
        if (channel.config().isAutoRead() != readOn) {
            channel.config().setAutoRead(readOn);
        }
    }

    /** Begins with what came next; false when that is not complete enough. */
    private boolean beginNext() {
        IncomingRequests.Next next = incoming.next(router);
        switch (next) {
            case IncomingRequests.Whole whole -> serve(exchange(whole.request()), whole);
            case IncomingRequests.Streamed streamed -> serve(exchange(streamed.request()), streamed);
            case IncomingRequests.Refused refused -> refuse(refused.problem());
            case IncomingRequests.PleaseGoOn goOn -> channel.writeAndFlush(goOn.bytes(), channel.voidPromise());
            case IncomingRequests.Nothing nothing -> {
                return false;
            }
        }
        return true;
    }

    private Exchange exchange(Request request) {
        return new Exchange(request, new Answer(loop, gate, channel, request, this::isServing, this::finish));
    }

    private void serve(Exchange exchange, IncomingRequests.Next how) {
        current = exchange;
        try {
            if (how instanceof IncomingRequests.Streamed streamed) {
                Runnable permit = streamed.waits()
                        ? () -> channel.writeAndFlush(IncomingRequests.permission(), channel.voidPromise())
                        : null;
                RequestBody body = new RequestBody(this::pump, permit);
                incoming.streamTo(body);
                streamed.handler().handle(exchange, body);
            } else {
                router.dispatch(exchange);
            }
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
        writeLast(channel, problem.toResponse().toMessage(channel.alloc(), false, true));
    }

    /** Whether the connection goes on after this answer: not when the server stops, nor when a body was not read. */
    private boolean isServing() {
        return phase == Phase.SERVING && !incoming.isReadingBody();
    }

    /** The current answer was written. */
    private void finish(boolean keep) {
        current = null;
        clock.free(System.nanoTime());
        if (!keep || incoming.isReadingBody()) {
            phase = Phase.ENDED;
            incoming.release();
            writeLast(channel, channel.alloc().buffer(0));
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
    static void writeLast(Channel channel, ByteBuf message) {
        channel.config().setAutoRead(true);
        channel.writeAndFlush(message).addListener(written -> {
            if (channel instanceof DuplexChannel duplex && written.isSuccess()) {
                SslHandler tls = channel.pipeline().get(SslHandler.class);
                if (tls == null) {
                    duplex.shutdownOutput();
                } else {
                    tls.closeOutbound(); // says in TLS that nothing follows, so that a cut can be told from the end
                }
                var unused = channel.eventLoop().schedule(() -> channel.close(), LINGER_MS, TimeUnit.MILLISECONDS);
            } else {
                channel.close();
            }
        });
    }
}
