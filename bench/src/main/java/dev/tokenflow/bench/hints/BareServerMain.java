package dev.tokenflow.bench.hints;

import dev.tokenflow.protocol.json.JsonWriter;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The least that Netty can do: one handler behind its HTTP codec, which answers every request with the same bytes,
 * whatever was asked. {@code BODY_BYTES THREADS}; ends when standard input does. It looks nothing up, checks nothing,
 * and bounds nothing.
 */
public final class BareServerMain {
    private BareServerMain() {}

    public static void main(String[] args) throws Exception {
        boolean epoll = Epoll.isAvailable();
        Answer answer = new Answer(Integer.parseInt(args[0]));
        Channel listener = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(
                        Integer.parseInt(args[1]), epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()))
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpServerCodec(), answer);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        System.out.println(new JsonWriter()
                .beginObject()
                .field("port", ((InetSocketAddress) listener.localAddress()).getPort())
                .endObject());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    /** The same for everybody. */
    @Sharable
    private static final class Answer extends SimpleChannelInboundHandler<Object> {
        private final ByteBuf body;

        Answer(int bodyBytes) {
            body = Unpooled.unreleasableBuffer(Unpooled.directBuffer(bodyBytes).writeZero(bodyBytes));
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Object part) {
            if (part instanceof HttpRequest) {
                FullHttpResponse response =
                        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body.duplicate());
                response.headers()
                        .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
                var unused = ctx.write(response, ctx.voidPromise()); // failures reach the pipeline
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }
    }
}
