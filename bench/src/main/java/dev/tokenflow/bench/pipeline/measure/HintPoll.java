package dev.tokenflow.bench.pipeline.measure;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.json.JsonException;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One connection that asks for the hint of one client again and again, each time to be answered when it is another than
 * the last.
 */
final class HintPoll {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int NOT_MODIFIED = 304;

    private final int watched;
    private final String address;
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private String etag = "";

    HintPoll(InetSocketAddress server, int watched, String address, Selector selector) throws IOException {
        this.watched = watched;
        this.address = address;
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
        ask();
    }

    /** Which of the watched clients. */
    int watched() {
        return watched;
    }

    /** Reads what has come. */
    void read() throws IOException {
        if (channel.read(buffer) < 0) {
            throw new EOFException("the hint server closed a connection");
        }
    }

    /**
     * Takes the answer, if all of it has come, and asks again.
     *
     * @return the hint; null when the answer is not complete or has none
     * @throws IOException when the server answers with an error
     */
    @Nullable
    Hint takeHint() throws IOException {
        String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        int headEnd = text.indexOf("\r\n\r\n");
        if (headEnd < 0) {
            return null;
        }
        String head = text.substring(0, headEnd);
        int bodyBytes = Integer.parseInt(header(head, "content-length", "0"));
        int bodyAt = headEnd + 4; // the head is ASCII: its characters are bytes
        if (buffer.position() < bodyAt + bodyBytes) {
            return null;
        }
        String body = new String(buffer.array(), bodyAt, bodyBytes, StandardCharsets.UTF_8);
        buffer.clear();
        etag = header(head, "etag", "");
        ask();
        return decode(head, body);
    }

    private static @Nullable Hint decode(String head, String body) throws IOException {
        int status = Integer.parseInt(head.substring(9, 12));
        if (status == NOT_MODIFIED) {
            return null;
        }
        if (status != 200) {
            throw new IOException("the hint server answers " + status + ": " + body);
        }
        try {
            return HintCodec.decode(body);
        } catch (JsonException e) {
            throw new IOException("the hint server answers with what is no hint: " + body, e);
        }
    }

    private void ask() throws IOException {
        String request = "GET /v1/hints/" + address + "?wait=5s HTTP/1.1\r\nHost: localhost\r\n"
                + (etag.isEmpty() ? "" : "If-None-Match: " + etag + "\r\n") + "\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII))); // far less than a socket buffer
    }

    private static String header(String head, String name, String otherwise) {
        int at = head.toLowerCase(Locale.ROOT).indexOf("\r\n" + name + ":");
        if (at < 0) {
            return otherwise;
        }
        int from = at + name.length() + 3;
        int end = head.indexOf("\r\n", from);
        return head.substring(from, end < 0 ? head.length() : end).strip();
    }
}
