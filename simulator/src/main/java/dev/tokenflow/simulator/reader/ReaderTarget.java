package dev.tokenflow.simulator.reader;

import dev.tokenflow.http.encoding.ContentCoding;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The server that readers ask, and how they ask it.
 *
 * @param address of the server, resolved
 * @param localAddress to connect from; null = the system chooses
 * @param hostHeader value of the Host header
 * @param path of the chat completions endpoint
 * @param seed of the answers' text
 * @param accepted what answers may be encoded in, beside the identity
 */
record ReaderTarget(
        InetSocketAddress address,
        @Nullable InetSocketAddress localAddress,
        String hostHeader,
        String path,
        long seed,
        ContentCoding accepted) {

    /** The target of a configuration. When its host was not found, {@link InetSocketAddress#isUnresolved} says so. */
    static ReaderTarget of(ReaderConfig config) {
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        return new ReaderTarget(
                address,
                config.localAddress(),
                config.host() + ":" + config.port(),
                config.path(),
                config.seed(),
                config.accepted());
    }

    /** The bytes that ask for a streamed answer of {@code tokens} tokens. */
    ByteBuffer request(int tokens) {
        String body =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Tell me a story.\"}],\"stream\":true,\"max_tokens\":"
                        + tokens + ",\"ignore_eos\":true,\"seed\":" + seed + "}";
        String head = "POST " + path + " HTTP/1.1\r\nHost: " + hostHeader
                + "\r\nContent-Type: application/json\r\nAccept: text/event-stream"
                + (accepted == ContentCoding.IDENTITY ? "" : "\r\nAccept-Encoding: " + accepted.token())
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n";
        return ByteBuffer.wrap((head + body).getBytes(StandardCharsets.US_ASCII));
    }
}
