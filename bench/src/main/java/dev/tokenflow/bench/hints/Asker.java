package dev.tokenflow.bench.hints;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One kept-alive connection that has at most one request under way. Reads answers that carry {@code Content-Length};
 * nothing of them is kept.
 */
final class Asker {
    private static final int BUFFER_BYTES = 4096;
    private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ETAG = "etag: ".getBytes(StandardCharsets.US_ASCII);
    private static final int LOWER = 0x20;
    /** Where the status stands in "HTTP/1.1 200 OK". */
    private static final int STATUS = 9;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    private final boolean remembering;
    private String etag = "";
    private boolean asking;
    private long dueNs;

    /**
     * Connects.
     *
     * @param remembering whether the tag of each answer is wanted
     */
    Asker(InetSocketAddress server, Selector selector, boolean remembering) throws IOException {
        this.remembering = remembering;
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    boolean isAsking() {
        return asking;
    }

    /** When the request under way was due, {@link System#nanoTime}. */
    long dueNs() {
        return dueNs;
    }

    /**
     * Sends a request.
     *
     * @param request its bytes; far fewer than a socket buffer takes
     */
    void ask(byte[] request, long due) throws IOException {
        asking = true;
        dueNs = due;
        channel.write(ByteBuffer.wrap(request));
    }

    /** Reads what has come; whether that ends the answer. */
    boolean read() throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("the server closed a connection");
        }
        int end = answerEnd();
        if (end < 0) {
            return false;
        }
        if (in.get(STATUS) != '2' && in.get(STATUS) != '3') {
            throw new IOException("the server answers " + new String(in.array(), 0, end, StandardCharsets.UTF_8));
        }
        in.clear();
        asking = false;
        return true;
    }

    /** Tag of the latest answer that had one; empty before the first. */
    String etag() {
        return etag;
    }

    void close() throws IOException {
        channel.close();
    }

    /** Index after the whole answer; -1 while it is not complete. */
    private int answerEnd() {
        byte[] bytes = in.array();
        int size = in.position();
        int length = size > STATUS && bytes[STATUS] == '3' ? 0 : -1;
        for (int i = 0; i + 3 < size; i++) {
            if (bytes[i] == '\n') {
                if (startsWith(LENGTH, i + 1, size)) {
                    length = number(bytes, i + 1 + LENGTH.length);
                } else if (remembering && startsWith(ETAG, i + 1, size)) {
                    etag = line(i + 1 + ETAG.length, size);
                }
            } else if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return length >= 0 && size >= i + 4 + length ? i + 4 + length : -1;
            }
        }
        return -1;
    }

    private boolean startsWith(byte[] name, int from, int size) {
        if (from + name.length >= size) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if ((in.get(from + i) | LOWER) != (name[i] | LOWER)) {
                return false;
            }
        }
        return true;
    }

    private String line(int from, int size) {
        int end = from;
        while (end < size && in.get(end) != '\r') {
            end++;
        }
        return new String(in.array(), from, end - from, StandardCharsets.US_ASCII);
    }

    private static int number(byte[] bytes, int from) {
        int value = 0;
        for (int i = from; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }
}
