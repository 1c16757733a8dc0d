package dev.tokenflow.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sockets under everything here: epoll on Linux, NIO elsewhere. */
public final class Transport {
    private static final boolean EPOLL = Epoll.isAvailable();

    /** The type of a socket that listens. */
    static final Class<? extends ServerChannel> SERVER =
            EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;

    /** The type of a socket that connects, on the same loops. */
    public static final Class<? extends Channel> CLIENT = EPOLL ? EpollSocketChannel.class : NioSocketChannel.class;

    /** Probes before a silent peer is given up; together they take {@link ConnectionOptions#deadAfter}. */
    private static final int KEEPALIVE_PROBES = 3;

    private Transport() {}

    static EventLoopGroup loops(int threads, String name) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory(name, true),
                EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** The options of a connection, each with a value of its type. */
    public static Map<ChannelOption<?>, Object> options(ConnectionOptions wanted) {
        Map<ChannelOption<?>, Object> options = new LinkedHashMap<>();
        options.put(ChannelOption.TCP_NODELAY, wanted.noDelay());
        options.put(ChannelOption.SO_KEEPALIVE, true);
        options.put(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(wanted.lowWaterBytes(), wanted.highWaterBytes()));
        if (wanted.sendBufferBytes() > 0) {
            options.put(ChannelOption.SO_SNDBUF, wanted.sendBufferBytes());
        }
        if (EPOLL) {
            int deadS = (int) Math.clamp(wanted.deadAfter().toSeconds(), 1, Short.MAX_VALUE);
            options.put(EpollChannelOption.TCP_USER_TIMEOUT, Math.toIntExact(deadS * 1_000L));
            options.put(EpollChannelOption.TCP_KEEPIDLE, Math.max(1, deadS / 2));
            options.put(EpollChannelOption.TCP_KEEPINTVL, Math.max(1, deadS / 2 / KEEPALIVE_PROBES));
            options.put(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
            if (wanted.notSentLowatBytes() > 0) {
                options.put(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) wanted.notSentLowatBytes());
            }
        }
        return options;
    }
}
