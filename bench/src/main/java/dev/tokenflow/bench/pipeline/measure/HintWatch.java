package dev.tokenflow.bench.pipeline.measure;

import dev.tokenflow.bench.pipeline.load.Client;
import dev.tokenflow.protocol.hint.Hint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Long-polls the hint server for the watched clients, one connection each, all on one thread that only waits for
 * sockets.
 */
public final class HintWatch implements AutoCloseable {
    /** Name of its thread. */
    static final String THREAD = "bench-readers";

    private final Selector selector;
    private final Listener listener;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable IOException failure;

    /** Told of every hint, on the thread that fetched it. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A hint came.
         *
         * @param watched for which of the watched clients
         * @param hint may be of its prefix or site while nothing is known of the client
         * @param visibleNs {@link System#nanoTime} right after its last byte was read
         */
        void visible(int watched, Hint hint, long visibleNs);
    }

    /** Bytes that were read; all are, before any are understood, so that no answer waits for another's parsing. */
    private record Arrival(HintPoll poll, long atNs) {}

    private HintWatch(Selector selector, Listener listener) {
        this.selector = selector;
        this.listener = listener;
        thread = Thread.ofPlatform().daemon().name(THREAD).unstarted(this::run);
    }

    /** Connects and begins to ask. */
    public static HintWatch start(int port, List<Client> watched, Listener listener) throws IOException {
        HintWatch watch = new HintWatch(Selector.open(), listener);
        try {
            InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            for (int i = 0; i < watched.size(); i++) {
                new HintPoll(server, i, watched.get(i).address().toString(), watch.selector); // the selector holds it
            }
        } catch (IOException e) {
            closeAll(watch.selector);
            throw e;
        }
        watch.thread.start();
        return watch;
    }

    /**
     * Tells whether it still runs.
     *
     * @throws IOException when a connection failed
     */
    public void check() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeAll(selector);
    }

    private void run() {
        try {
            while (!stopping) {
                selector.select();
                List<Arrival> arrivals = new ArrayList<>();
                for (SelectionKey key : selector.selectedKeys()) {
                    HintPoll poll = (HintPoll) key.attachment();
                    poll.read();
                    arrivals.add(new Arrival(poll, System.nanoTime()));
                }
                selector.selectedKeys().clear();
                for (Arrival arrival : arrivals) {
                    Hint hint = arrival.poll().takeHint();
                    if (hint != null) {
                        listener.visible(arrival.poll().watched(), hint, arrival.atNs());
                    }
                }
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    private static void closeAll(Selector selector) throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
