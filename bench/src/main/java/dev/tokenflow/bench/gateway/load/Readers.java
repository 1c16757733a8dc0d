package dev.tokenflow.bench.gateway.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** All readers of one load, on one thread. */
public final class Readers implements AutoCloseable {
    private static final long START_TIMEOUT_S = 30;
    private static final int READ_BYTES = 16 << 10;
    /** A dead reader's socket fills after this; the kernel doubles it. */
    private static final int DEAD_BUFFER_BYTES = 4 << 10;
    /** Connections that are opened before the first of them has to be answered. */
    private static final int BATCH = 100;

    private static final int SCRATCH_BYTES = 64 << 10;

    private static final double NANOS = 1e9;

    /** What is measured beside the readers. */
    public interface Around {
        void begins();

        void ends();
    }

    private final Timetable timetable;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("bench-readers", true), EpollIoHandler.newFactory());
    private final byte[] received = new byte[READ_BYTES];
    private final byte[] scratch = new byte[SCRATCH_BYTES];
    private final Recording recording = new Recording();
    private final List<Channel> channels = new ArrayList<>();
    private final List<Reader> live = new ArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private volatile boolean closing;

    /**
     * Connects and asks; returns when all who read have the beginning of their answers.
     *
     * @throws IOException when they do not get it
     */
    public Readers(InetSocketAddress to, Audience audience, Engine engine) throws IOException, InterruptedException {
        this(to, audience, engine, 0);
    }

    /**
     * The same with beginnings that are spread evenly.
     *
     * @param overSeconds the time between the first and the last beginning, about
     */
    public Readers(InetSocketAddress to, Audience audience, Engine engine, double overSeconds)
            throws IOException, InterruptedException {
        this.timetable = engine.timetable();
        try {
            int reading = 0;
            for (int i = 0; i < audience.total(); i++) {
                boolean isIdle = i < audience.idle(); // first, because text is the load
                boolean isDead = !isIdle && i < audience.idle() + audience.dead();
                boolean isLive = !isIdle && !isDead;
                Reader reader = new Reader(this, i, isIdle ? 0 : audience.deltas(), audience.gzip());
                if (overSeconds > 0 && i > 0) {
                    settle(overSeconds / audience.total());
                }
                channels.add(connect(to, reader, isDead));
                reading += isDead ? 0 : 1;
                if (isLive) {
                    live.add(reader);
                }
                if (i % BATCH == BATCH - 1) {
                    awaitBegun(reading);
                }
            }
            awaitBegun(reading);
            if (audience.gzip() != live.getFirst().isGzip()) {
                throw new IOException("the answers are " + (audience.gzip() ? "not " : "") + "compressed");
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    Recording recording() {
        return recording;
    }

    Timetable timetable() {
        return timetable;
    }

    byte[] scratch() {
        return scratch;
    }

    /** Where bytes stand for a moment while they are read. */
    byte[] receivedBytes() {
        return received;
    }

    void begun() {
        begun.incrementAndGet();
    }

    void failed(String reason) {
        if (!closing) {
            failure.compareAndSet(null, reason);
        }
    }

    void ended() {
        failed("a connection was closed");
    }

    /** Lets the streams run. */
    public void settle(double seconds) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep((long) (seconds * NANOS));
    }

    /**
     * Records for some time.
     *
     * @param around is told when the time begins and when it is over
     * @throws IOException when a reader did not get what it should have
     */
    public Window record(double seconds, Around around) throws IOException, InterruptedException {
        TcpCounts before = received();
        around.begins();
        loop.submit(recording::begin).sync();
        settle(seconds);
        loop.submit(recording::end).sync();
        around.ends();
        TcpCounts more = received().minus(before);
        requireWell();
        if (recording.deltas() == 0) {
            throw new IOException("nothing came");
        }
        return new Window(
                recording.deltas(),
                recording.delays(),
                recording.firsts(),
                more.bytes(),
                more.segments(),
                live.stream().filter(Reader::isLate).count());
    }

    /** Deltas that were sent to live readers and did not arrive, once nothing is on its way any more or time is up. */
    public long missing(long timeoutS) throws InterruptedException, IOException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutS);
        long missing = countMissing();
        while (missing > 0 && System.nanoTime() < deadlineNs) {
            TimeUnit.MILLISECONDS.sleep(10);
            missing = countMissing();
        }
        requireWell();
        return missing;
    }

    @Override
    public void close() {
        closing = true;
        List<ChannelFuture> closes = channels.stream().map(Channel::close).toList();
        closes.forEach(ChannelFuture::awaitUninterruptibly);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Channel connect(InetSocketAddress to, Reader reader, boolean isDead) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, !isDead)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .handler(reader);
        if (isDead) {
            bootstrap.option(ChannelOption.SO_RCVBUF, DEAD_BUFFER_BYTES);
        }
        return bootstrap.connect(to).channel();
    }

    private void awaitBegun(int reading) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_S);
        while (begun.get() < reading) {
            requireWell();
            if (System.nanoTime() > deadlineNs) {
                throw new IOException("only " + begun.get() + " of " + reading + " answers began");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private void requireWell() throws IOException {
        String reason = failure.get();
        if (reason != null) {
            throw new IOException(reason);
        }
    }

    private TcpCounts received() throws InterruptedException {
        TcpCounts[] sum = {new TcpCounts(0, 0)};
        loop.submit(() -> live.forEach(reader -> sum[0] = sum[0].plus(reader.received())))
                .sync();
        return sum[0];
    }

    private long countMissing() throws InterruptedException {
        long[] missing = {0};
        loop.submit(() -> live.forEach(reader -> missing[0] += timetable.sent(reader.stream()) - reader.seen()))
                .sync();
        return missing[0];
    }
}
