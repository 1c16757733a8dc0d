package dev.tokenflow.bench.gateway.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for an engine: answers each request with a stream that has a delta every {@value #INTERVAL_MS} ms, its
 * first one at once. One thread; each tick of a millisecond serves the streams whose turn it is. A tick that comes late
 * is made up for, and its lateness counts as delay of what it sends.
 */
public final class Engine implements AutoCloseable {
    static final int INTERVAL_MS = 20;
    static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MS);
    /** Of each stream. */
    public static final int DELTAS_PER_SECOND = 1_000 / INTERVAL_MS;

    private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int BACKLOG = 4_096;

    private final EventScript script = new EventScript();
    private final Timetable timetable;
    private final EventLoopGroup loop;
    private final Channel listener;
    private final List<List<EngineStream>> slots = new ArrayList<>();
    private long beganNs;
    private long nextTick;
    private boolean silent;

    /**
     * Listens on a free port of the loopback interface.
     *
     * @param mostStreams that are read at a time
     */
    public Engine(int mostStreams) throws InterruptedException {
        timetable = new Timetable(mostStreams);
        for (int i = 0; i < INTERVAL_MS; i++) {
            slots.add(new ArrayList<>());
        }
        loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("bench-engine", true), EpollIoHandler.newFactory());
        listener = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpRequestDecoder(), new EngineStream(Engine.this, channel));
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sync()
                .channel();
        beganNs = System.nanoTime();
        var unused = loop.scheduleAtFixedRate(this::tick, TICK_NS, TICK_NS, TimeUnit.NANOSECONDS);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Bytes of an event on average. */
    public int eventBytes() {
        return script.meanBytes();
    }

    /** From now on no deltas are due, or they are again; returns when that holds. */
    public void silence(boolean on) throws InterruptedException {
        loop.submit(() -> {
                    silent = on;
                    slots.forEach(List::clear);
                })
                .sync();
    }

    EventScript script() {
        return script;
    }

    Timetable timetable() {
        return timetable;
    }

    /**
     * Gives a stream its turn of each interval from now on, beginning one interval from now.
     *
     * @return when its delta 0 counts as due
     */
    long join(EngineStream stream) {
        long tick = (System.nanoTime() - beganNs) / TICK_NS;
        long first = Math.max(tick, nextTick - 1);
        if (!silent) {
            slots.get((int) (first % INTERVAL_MS)).add(stream);
        }
        return beganNs + first * TICK_NS;
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void tick() {
        long nowNs = System.nanoTime();
        for (; beganNs + nextTick * TICK_NS <= nowNs; nextTick++) {
            List<EngineStream> turn = slots.get((int) (nextTick % INTERVAL_MS));
            for (int i = turn.size() - 1; i >= 0; i--) {
                if (!turn.get(i).next(beganNs + nextTick * TICK_NS)) {
                    turn.set(i, turn.get(turn.size() - 1));
                    turn.remove(turn.size() - 1);
                }
            }
        }
    }
}
