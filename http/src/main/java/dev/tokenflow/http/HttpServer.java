package dev.tokenflow.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP/1.1 server: keep-alive, pipelining, bounded requests, streams. Uses epoll on Linux and NIO elsewhere.
 *
 * <pre>{@code
 * Router router = Router.builder()
 *         .get("/healthz", exchange -> exchange.send(Response.of(200, "text/plain", "ok\n")))
 *         .get("/v1/things/{name}", exchange -> ... exchange.request().pathParameter("name") ...)
 *         .post("/v1/stream", exchange -> {
 *             ResponseStream stream = exchange.startStream(200, headers);
 *             exchange.onClose(() -> ...);                      // the peer has gone
 *             stream.onWritable(() -> ...);                     // the kernel takes bytes again
 *             stream.eventLoop().schedule(() -> stream.write(bytes), 20, MILLISECONDS);
 *         })
 *         .build();
 * try (HttpServer server = HttpServer.start(HttpServerConfig.of("things", "127.0.0.1", 0), router)) {
 *     ... server.port() ...
 * }
 * }</pre>
 */
public final class HttpServer implements AutoCloseable {
    private final HttpServerConfig config;
    private final EventLoopGroup loops;
    private final Channel listener;
    private final Connections connections;

    private HttpServer(HttpServerConfig config, EventLoopGroup loops, Channel listener, Connections connections) {
        this.config = config;
        this.loops = loops;
        this.listener = listener;
        this.connections = connections;
    }

    /**
     * Listens, and answers from now on.
     *
     * @throws ServerStartException when the address cannot be listened on, such as a port that is taken
     */
    public static HttpServer start(HttpServerConfig config, Router router) throws ServerStartException {
        EventLoopGroup loops = Transport.loops(config.threads(), config.name());
        Connections connections = new Connections(config, router);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(Transport.SERVER)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childHandler(connections);
        Transport.options(config.connection()).forEach((option, value) -> set(bootstrap, option, value));
        ChannelFuture bound = bootstrap.bind(new InetSocketAddress(config.host(), config.port()));
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new ServerStartException(explain(config, bound.cause()), bound.cause());
        }
        return new HttpServer(config, loops, bound.channel(), connections);
    }

    /** The port that is listened on. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Connections open now. */
    public int openConnections() {
        return connections.open.size();
    }

    /** Connections refused because there were too many. */
    public long refusedConnections() {
        return connections.losses.refused.sum();
    }

    /** Connections ended because the peer took nothing of its answer for {@link ConnectionOptions#stallTimeout}. */
    public long stalledConnections() {
        return connections.losses.stalled.sum();
    }

    /**
     * Stops listening, lets open answers finish for {@link HttpServerConfig#stopGrace}, then closes every connection
     * and stops the threads.
     */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        connections.open.forEach(channel ->
                channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(Connection.DRAIN)));
        connections
                .open
                .newCloseFuture()
                .awaitUninterruptibly(config.stopGrace().toMillis());
        connections.open.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static <T> void set(ServerBootstrap bootstrap, ChannelOption<T> option, Object value) {
        @SuppressWarnings("unchecked") // Transport pairs each option with a value of its type
        T typed = (T) value;
        bootstrap.childOption(option, typed);
    }

    private static String explain(HttpServerConfig config, Throwable cause) {
        String reason = cause instanceof UnresolvedAddressException
                ? "the host is unknown"
                : String.valueOf(cause.getMessage());
        // Netty puts "bind(..) failed with error(-98): " before the kernel's words.
        String words = reason.substring(reason.lastIndexOf(": ") < 0 ? 0 : reason.lastIndexOf(": ") + 2);
        return "cannot listen on " + config.host() + ":" + config.port() + " (" + words
                + "): stop what uses this port, or choose another host or port";
    }

    /** Sets up each accepted connection, counts them, and refuses those beyond the limit. */
    private static final class Connections extends ChannelInitializer<SocketChannel> {
        private final HttpServerConfig config;
        private final Router router;
        private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        private final Losses losses = new Losses();

        Connections(HttpServerConfig config, Router router) {
            this.config = config;
            this.router = router;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            TlsIdentity tls = config.tls();
            if (tls != null) {
                channel.pipeline().addLast(tls.handler(channel));
            }
            if (open.size() >= config.maxConnections()) {
                losses.refused.increment();
                Response busy = new Problem(503, "the server has as many connections as it may")
                        .toResponse()
                        .withHeader("Retry-After", "1");
                Connection.writeLast(channel, busy.toMessage(channel.alloc(), false, true));
                return;
            }
            open.add(channel);
            HttpDecoderConfig limits = new HttpDecoderConfig()
                    .setMaxInitialLineLength(config.maxHeaderBytes())
                    .setMaxHeaderSize(config.maxHeaderBytes());
            ConnectionClock clock = new ConnectionClock(config, System.nanoTime());
            channel.pipeline()
                    .addFirst(clock)
                    .addLast(new HttpRequestDecoder(limits))
                    .addLast(new Connection(router, channel, config, clock, losses));
        }
    }
}
