package dev.tokenflow.http.upstream;

import dev.tokenflow.http.ConnectionOptions;
import dev.tokenflow.http.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Connections to servers. Each event loop keeps its own, so a request, its answer and the client they are for share one
 * thread. A connection that is free is used again, the latest first; after a few seconds it is closed, before the
 * server would do that under a request.
 */
public final class UpstreamPool {
    /** Shorter than the five seconds after which uvicorn, under most engines, closes an idle connection. */
    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(3);

    private static final int MOST_IDLE = 256;
    private static final int MAX_HEAD_BYTES = 64 << 10;

    private final Duration connectTimeout;
    private final ConnectionOptions options;
    private final LongAdder open = new LongAdder();
    private final FastThreadLocal<Map<Endpoint, Deque<UpstreamConnection>>> idle = new FastThreadLocal<>() {
        @Override
        protected Map<Endpoint, Deque<UpstreamConnection>> initialValue() {
            return new HashMap<>();
        }
    };

    /**
     * @param connectTimeout for TCP, and again for TLS
     * @param options of the connections
     */
    public UpstreamPool(Duration connectTimeout, ConnectionOptions options) {
        this.connectTimeout = connectTimeout;
        this.options = options;
    }

    /**
     * Sends a request. On the event loop.
     *
     * @param head whose headers say how long the body is, or that it comes in chunks
     * @param listener is told of the answer, never before this method returns
     */
    public UpstreamCall begin(EventLoop loop, Endpoint endpoint, HttpRequest head, UpstreamListener listener) {
        UpstreamCall call = new UpstreamCall(this, loop, endpoint, head, listener);
        UpstreamConnection free = takeIdle(endpoint);
        if (free != null) {
            call.use(free, true);
        } else {
            connect(call);
        }
        return call;
    }

    /** Connections that are open now. */
    public long openConnections() {
        return open.sum();
    }

    void connect(UpstreamCall call) {
        Endpoint endpoint = call.endpoint();
        Bootstrap bootstrap = new Bootstrap()
                .group(call.loop())
                .channel(Transport.CLIENT)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        SslContext tls = endpoint.tls();
                        if (tls != null) {
                            SslHandler handler = tls.newHandler(
                                    channel.alloc(),
                                    endpoint.host(),
                                    endpoint.address().getPort());
                            handler.setHandshakeTimeout(connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
                            channel.pipeline().addLast(handler);
                        }
                        HttpDecoderConfig limits = new HttpDecoderConfig()
                                .setMaxInitialLineLength(MAX_HEAD_BYTES)
                                .setMaxHeaderSize(MAX_HEAD_BYTES)
                                // Some engines send a length as well as chunks. The chunks count, and the length is
                                // taken away (RFC 9112, 6.3); from readers, both together are refused.
                                .setUseRfc9112TransferEncoding(false);
                        channel.pipeline()
                                .addLast(new HttpClientCodec(limits, false, false))
                                .addLast(new UpstreamConnection(UpstreamPool.this, endpoint, channel));
                    }
                });
        Transport.options(options).forEach((option, value) -> set(bootstrap, option, value));
        ChannelFuture connected = bootstrap.connect(endpoint.address());
        connected.addListener(done -> {
            if (done.isSuccess()) {
                Channel channel = connected.channel();
                open.increment();
                channel.closeFuture().addListener(closed -> open.decrement());
                call.use(channel.pipeline().get(UpstreamConnection.class), false);
            } else {
                call.notReached(done.cause());
            }
        });
    }

    /** A connection whose answer is complete. */
    void release(UpstreamConnection connection) {
        Deque<UpstreamConnection> free =
                idle.get().computeIfAbsent(connection.endpoint(), endpoint -> new ArrayDeque<>());
        closeOld(free);
        if (free.size() >= MOST_IDLE) {
            connection.close();
        } else {
            connection.freeSince(System.nanoTime());
            free.addFirst(connection);
        }
    }

    /** An idle connection has ended. */
    void forget(UpstreamConnection connection) {
        Deque<UpstreamConnection> free = idle.get().get(connection.endpoint());
        if (free != null) {
            free.remove(connection);
            if (free.isEmpty()) {
                idle.get().remove(connection.endpoint());
            }
        }
    }

    private @Nullable UpstreamConnection takeIdle(Endpoint endpoint) {
        Deque<UpstreamConnection> free = idle.get().get(endpoint);
        if (free == null) {
            return null;
        }
        closeOld(free);
        return free.pollFirst();
    }

    private static void closeOld(Deque<UpstreamConnection> free) {
        long nowNs = System.nanoTime();
        while (!free.isEmpty() && nowNs - free.getLast().freeSinceNs() > IDLE_NS) {
            free.removeLast().close();
        }
    }

    private static <T> void set(Bootstrap bootstrap, ChannelOption<T> option, Object value) {
        @SuppressWarnings("unchecked") // Transport pairs each option with a value of its type
        T typed = (T) value;
        bootstrap.option(option, typed);
    }
}
