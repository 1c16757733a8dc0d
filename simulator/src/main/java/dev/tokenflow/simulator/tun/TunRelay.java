package dev.tokenflow.simulator.tun;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Moves the packets of several TUN links on one thread. Packets leave at absolute times: the thread sleeps in
 * {@code ppoll} until a packet arrives or the next one is due. Nothing is allocated per packet.
 */
public final class TunRelay implements AutoCloseable {
    /** Longest sleep: how soon a stop or a start is seen, and the age of a status. */
    private static final long LONGEST_SLEEP_NS = 100_000_000L;

    /** 128 MiB at most for all links together: two seconds of full packets at 390 Mbit/s. */
    private static final int MAX_PACKETS = 65_536;

    private static final long POLLFD_BYTES = 8;
    private static final long NS_PER_S = 1_000_000_000L;

    private final Arena arena = Arena.ofShared();
    private final Posix posix = new Posix(arena);
    private final List<TunLink> links = new ArrayList<>();
    private final TunPath[] paths;
    private final MemorySegment pollfds;
    private final MemorySegment timeout;
    private volatile boolean stopping;
    private volatile long startNs = Long.MAX_VALUE;

    private TunRelay(List<TunLinkConfig> configs) throws IOException {
        PacketPool pool = new PacketPool(arena, MAX_PACKETS);
        try {
            for (TunLinkConfig config : configs) {
                links.add(TunLink.open(config, posix, pool));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        paths = links.stream()
                .flatMap(link -> Stream.of(link.forward(), link.reverse()))
                .toArray(TunPath[]::new);
        pollfds = arena.allocate(paths.length * POLLFD_BYTES, 8);
        timeout = arena.allocate(ValueLayout.JAVA_LONG, 2);
        for (int i = 0; i < paths.length; i++) {
            pollfds.set(ValueLayout.JAVA_INT, i * POLLFD_BYTES, paths[i].from().fd());
            pollfds.set(ValueLayout.JAVA_SHORT, i * POLLFD_BYTES + 4, Posix.POLLIN);
        }
    }

    /**
     * Makes the devices of all links.
     *
     * @throws IOException when one cannot be made; none is left then
     */
    public static TunRelay open(List<TunLinkConfig> configs) throws IOException {
        return new TunRelay(configs);
    }

    /** The links, in the order they were configured. */
    public List<TunLink> links() {
        return List.copyOf(links);
    }

    /** Lets every link's timeline begin at {@code originNs}. Safe from any thread. */
    public void start(long originNs) {
        startNs = originNs;
    }

    /** Ends {@link #run} within a tenth of a second. Safe from any thread. */
    public void stop() {
        stopping = true;
    }

    /**
     * Moves packets until {@link #stop}, or until a device is gone because its namespace was deleted. The calling
     * thread becomes a real-time thread where that is allowed: a link must not slow down because the host is busy.
     */
    public void run() {
        posix.becomeRealTime();
        long appliedStartNs = Long.MAX_VALUE;
        long publishNs = Long.MIN_VALUE;
        while (!stopping) {
            if (startNs != appliedStartNs) {
                appliedStartNs = startNs;
                for (TunLink link : links) {
                    link.start(appliedStartNs);
                }
            }
            long nextNs = releaseDue();
            long nowNs = System.nanoTime();
            if (nowNs >= publishNs) {
                publishNs = nowNs + LONGEST_SLEEP_NS;
                for (TunLink link : links) {
                    link.publish(nowNs);
                }
            }
            await(Math.min(nextNs, publishNs) - nowNs);
            if (!takeArrivals()) {
                return;
            }
        }
    }

    /** Removes the devices; only after {@link #run} has returned. */
    @Override
    public void close() {
        links.forEach(TunLink::close);
        arena.close();
    }

    private long releaseDue() {
        long nextNs = Long.MAX_VALUE;
        for (TunPath path : paths) {
            nextNs = Math.min(nextNs, path.releaseDue());
        }
        return nextNs;
    }

    private void await(long timeoutNs) {
        long boundedNs = Math.max(0, timeoutNs);
        timeout.set(ValueLayout.JAVA_LONG, 0, boundedNs / NS_PER_S);
        timeout.set(ValueLayout.JAVA_LONG, 8, boundedNs % NS_PER_S);
        int ready = posix.ppoll(pollfds.address(), paths.length, timeout.address());
        if (ready < 0 && ready != -Posix.EINTR) {
            throw new IllegalStateException("ppoll on the tun devices failed: " + Posix.describe(-ready));
        }
        if (ready < 0) {
            for (int i = 0; i < paths.length; i++) {
                pollfds.set(ValueLayout.JAVA_SHORT, i * POLLFD_BYTES + 6, (short) 0);
            }
        }
    }

    /** False when a device is gone. */
    private boolean takeArrivals() {
        boolean complete = true;
        for (int i = 0; i < paths.length; i++) {
            short events = pollfds.get(ValueLayout.JAVA_SHORT, i * POLLFD_BYTES + 6);
            if ((events & Posix.POLLIN) != 0) {
                paths[i].takeArrivals();
            } else if ((events & (Posix.POLLERR | Posix.POLLHUP | Posix.POLLNVAL)) != 0) {
                paths[i].markGone();
            }
            complete &= !paths[i].gone();
        }
        return complete;
    }
}
