package dev.tokenflow.bench.gateway.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The least that a proxy of HTTP on Netty can do: its codec on both sides, and every part passed on as it is.
 * {@code ENGINE_PORT THREADS}; ends when standard input does. It looks at nothing, bounds nothing, and holds nothing
 * back.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the channel, and channelInactive follows
public final class BareProxyMain {
    private BareProxyMain() {}

    public static void main(String[] args) throws Exception {
        InetSocketAddress engine = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        Channel listener = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(Integer.parseInt(args[1]), EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4_096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), new Front(channel, engine));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        System.out.println("listening on http://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    /** The reader's side: what comes goes to the engine, over a connection for this reader alone. */
    private static final class Front extends ChannelInboundHandlerAdapter {
        private final Channel reader;
        private final InetSocketAddress engine;
        private final Deque<Object> early = new ArrayDeque<>();
        private @Nullable Channel back;

        Front(Channel reader, InetSocketAddress engine) {
            this.reader = reader;
            this.engine = engine;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            Bootstrap bootstrap = new Bootstrap()
                    .group(reader.eventLoop())
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            channel.pipeline().addLast(new HttpClientCodec(), new Back(reader));
                        }
                    });
            var connecting = bootstrap.connect(engine);
            connecting.addListener(done -> {
                if (done.isSuccess() && reader.isActive()) {
                    Channel connected = connecting.channel();
                    back = connected;
                    early.forEach(part -> connected.write(part, connected.voidPromise()));
                    early.clear();
                    connected.flush();
                } else {
                    reader.close();
                    connecting.channel().close();
                }
            });
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object part) {
            if (back == null) {
                early.add(part);
            } else {
                back.write(part, back.voidPromise());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (back != null) {
                back.flush();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            early.forEach(ReferenceCountUtil::release);
            if (back != null) {
                back.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** The engine's side: what comes goes to the reader. */
    private static final class Back extends ChannelInboundHandlerAdapter {
        private final Channel reader;

        Back(Channel reader) {
            this.reader = reader;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object part) {
            reader.write(part, reader.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            reader.flush();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            reader.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
