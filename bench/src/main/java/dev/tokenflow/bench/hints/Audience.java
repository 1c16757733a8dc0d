package dev.tokenflow.bench.hints;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Many connections, each of which wants to know one client's hint at all times. */
final class Audience {
    private static final double NANOS = 1e9;
    private static final int BUFFER_BYTES = 64 << 10;

    private final InetSocketAddress server;
    private final List<String> addresses;

    Audience(InetSocketAddress server, List<String> addresses) {
        this.server = server;
        this.addresses = addresses;
    }

    /** What is done while the connections are open and warm. */
    @FunctionalInterface
    interface Measure {
        /** Called at the beginning and at the end of the time that counts. */
        double cpuSeconds();
    }

    /**
     * Asks for every client once every 100 ms, evenly spread; with the tag of what is known, as the hint client does.
     *
     * @return CPU seconds a second, after {@code warmUp}
     */
    double poll(double intervalSeconds, double warmUp, double seconds, Measure measure) throws IOException {
        try (Selector selector = Selector.open()) {
            List<Asker> askers = new ArrayList<>();
            for (int i = 0; i < addresses.size(); i++) {
                askers.add(new Asker(server, selector, true));
            }
            Clock clock = new Clock(warmUp, seconds, measure);
            Deque<Integer> late = new ArrayDeque<>();
            long stepNs = Math.round(intervalSeconds * NANOS / askers.size());
            long dueNs = System.nanoTime();
            int next = 0;
            while (clock.goesOn()) {
                long nowNs = System.nanoTime();
                for (; dueNs <= nowNs; dueNs += stepNs, next = (next + 1) % askers.size()) {
                    late.add(next);
                }
                for (int i = late.size(); i > 0; i--) {
                    int asker = late.remove();
                    if (!askers.get(asker).isAsking()) {
                        askers.get(asker).ask(request(asker, askers.get(asker).etag()), nowNs);
                    } // else it has not been answered for a whole interval: it asks at its next turn
                }
                selector.select(1);
                for (SelectionKey key : selector.selectedKeys()) {
                    ((Asker) key.attachment()).read();
                }
                selector.selectedKeys().clear();
            }
            closeAll(selector);
            return clock.result();
        }
    }

    /**
     * Listens to the event stream of every client.
     *
     * @return CPU seconds a second, after {@code warmUp}
     */
    double listen(double warmUp, double seconds, Measure measure) throws IOException {
        try (Selector selector = Selector.open()) {
            for (String address : addresses) {
                SocketChannel channel = SocketChannel.open(server);
                channel.write(ByteBuffer.wrap(
                        ("GET /v1/hints/stream?client=" + address + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII)));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
            }
            Clock clock = new Clock(warmUp, seconds, measure);
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            long bytes = 0;
            while (clock.goesOn()) {
                selector.select(10);
                for (SelectionKey key : selector.selectedKeys()) {
                    buffer.clear();
                    int read = ((SocketChannel) key.channel()).read(buffer);
                    if (read < 0) {
                        throw new EOFException("the server ended a stream");
                    }
                    bytes += read;
                }
                selector.selectedKeys().clear();
            }
            closeAll(selector);
            if (bytes < 200L * addresses.size() * seconds) {
                throw new IOException("the streams carried " + bytes + " bytes: hints are missing");
            }
            return clock.result();
        }
    }

    private byte[] request(int asker, String etag) {
        return ("GET /v1/hints/" + addresses.get(asker) + " HTTP/1.1\r\nHost: localhost\r\n"
                        + (etag.isEmpty() ? "" : "If-None-Match: " + etag + "\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void closeAll(Selector selector) throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
    }

    /** Takes the measure at the end of the warm-up and at the end. */
    private static final class Clock {
        private final Measure measure;
        private final long fromNs;
        private final long toNs;
        private double before = Double.NaN;
        private double after = Double.NaN;

        Clock(double warmUp, double seconds, Measure measure) {
            this.measure = measure;
            fromNs = System.nanoTime() + Math.round(warmUp * NANOS);
            toNs = fromNs + Math.round(seconds * NANOS);
        }

        boolean goesOn() {
            long nowNs = System.nanoTime();
            if (Double.isNaN(before) && nowNs >= fromNs) {
                before = measure.cpuSeconds();
            }
            if (nowNs >= toNs) {
                after = measure.cpuSeconds();
                return false;
            }
            return true;
        }

        double result() {
            return (after - before) * NANOS / (toNs - fromNs);
        }
    }
}
