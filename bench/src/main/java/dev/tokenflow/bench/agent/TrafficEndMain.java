package dev.tokenflow.bench.agent;

import dev.tokenflow.protocol.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One end of the traffic the probe is measured on, in a process of its own.
 *
 * <p>{@code serve ADDRESS SHAPE STREAMS} says {@code {"port":…}} and sends on every stream; {@code read ADDRESS PORT
 * STREAMS} says {@code {"port":…}} and then every 50 ms how many bytes it has read, {@code {"ns":…,"bytes":…}}. SHAPE
 * is {@code bulk} (as much as goes) or {@code thin} (a chunk of 245 bytes every 5 ms). Both end when standard input
 * does.
 */
final class TrafficEndMain {
    private static final int BULK_WRITE_BYTES = 256 << 10;
    private static final int CHUNK_BYTES = 245;
    private static final long CHUNK_INTERVAL_NS = 5_000_000;
    private static final long REPORT_INTERVAL_NS = 50_000_000;

    private TrafficEndMain() {}

    public static void main(String[] args) throws IOException {
        Thread.ofPlatform().daemon().start(TrafficEndMain::exitAtEndOfInput);
        if (args[0].equals("serve")) {
            serve(args[1], args[2].equals("bulk"), Integer.parseInt(args[3]));
        } else {
            read(args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        }
    }

    private static void serve(String address, boolean bulk, int streams) throws IOException {
        try (ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(address, 0), streams)) {
            sayPort(listener.socket().getLocalPort());
            List<SocketChannel> channels = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                SocketChannel channel = listener.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channels.add(channel);
            }
            if (bulk) {
                channels.forEach(channel -> Thread.ofPlatform().start(() -> sendWithoutEnd(channel)));
            } else {
                sendChunks(channels);
            }
        }
    }

    private static void sendWithoutEnd(SocketChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BULK_WRITE_BYTES);
        try {
            while (true) {
                channel.write(buffer.clear());
            }
        } catch (IOException e) {
            // the reader has gone: so do we
        }
    }

    /** Each stream gets its chunk every interval, the streams spread evenly over it. */
    private static void sendChunks(List<SocketChannel> channels) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        long startNs = System.nanoTime();
        for (long i = 0; ; i++) {
            long dueNs = startNs + i * CHUNK_INTERVAL_NS / channels.size();
            while (System.nanoTime() < dueNs) {
                LockSupport.parkNanos(dueNs - System.nanoTime());
            }
            channels.get((int) (i % channels.size())).write(chunk.clear());
        }
    }

    private static void read(String address, int port, int streams) throws IOException {
        Selector selector = Selector.open();
        for (int i = 0; i < streams; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(address, port));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        sayPort(port);
        ByteBuffer buffer = ByteBuffer.allocateDirect(BULK_WRITE_BYTES);
        long[] bytes = new long[1];
        long reportNs = System.nanoTime();
        while (!selector.keys().isEmpty()) {
            selector.select(key -> bytes[0] += readOnce(key, buffer), REPORT_INTERVAL_NS / 1_000_000);
            long nowNs = System.nanoTime();
            if (nowNs >= reportNs) {
                System.out.println(new JsonWriter()
                        .beginObject()
                        .field("ns", nowNs)
                        .field("bytes", bytes[0])
                        .endObject());
                reportNs = nowNs + REPORT_INTERVAL_NS;
            }
        }
    }

    private static int readOnce(SelectionKey key, ByteBuffer buffer) {
        try {
            int read = ((SocketChannel) key.channel()).read(buffer.clear());
            if (read < 0) {
                key.cancel();
            }
            return Math.max(0, read);
        } catch (IOException e) {
            key.cancel();
            return 0;
        }
    }

    private static void sayPort(int port) {
        System.out.println(new JsonWriter().beginObject().field("port", port).endObject());
    }

    private static void exitAtEndOfInput() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(0);
    }
}
