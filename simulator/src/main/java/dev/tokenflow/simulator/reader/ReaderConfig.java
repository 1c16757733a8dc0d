package dev.tokenflow.simulator.reader;

import dev.tokenflow.http.encoding.ContentCoding;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One run of readers.
 *
 * @param url of the server, {@code http://host:port}; without a path the chat completions endpoint is meant
 * @param localAddress to connect from; null = the system chooses
 * @param streams concurrent streams, &ge; 1
 * @param answerTokens length of a whole answer, &ge; 1
 * @param tokensPerSecond the server's full rate, &gt; 0
 * @param duration of the run, &gt; 0
 * @param seed of the schedule and of the answers' text
 * @param accepted what the server may encode answers in, beside the identity: identity (nothing else) or gzip
 */
public record ReaderConfig(
        URI url,
        @Nullable InetSocketAddress localAddress,
        int streams,
        int answerTokens,
        double tokensPerSecond,
        Duration duration,
        long seed,
        ContentCoding accepted) {
    private static final String CHAT_PATH = "/v1/chat/completions";

    public ReaderConfig {
        if (!"http".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("the URL is '" + url + "', expected http://host:port");
        }
        Workload checked = new Workload(streams, answerTokens, tokensPerSecond, duration.toNanos(), seed);
        assert checked.slots() == streams;
        if (accepted == ContentCoding.ZSTD) {
            throw new IllegalArgumentException("the accepted coding is zstd, expected gzip or identity");
        }
    }

    /** Readers that accept no coding. */
    public ReaderConfig(
            URI url,
            @Nullable InetSocketAddress localAddress,
            int streams,
            int answerTokens,
            double tokensPerSecond,
            Duration duration,
            long seed) {
        this(url, localAddress, streams, answerTokens, tokensPerSecond, duration, seed, ContentCoding.IDENTITY);
    }

    Workload workload() {
        return new Workload(streams, answerTokens, tokensPerSecond, duration.toNanos(), seed);
    }

    int port() {
        return url.getPort() < 0 ? 80 : url.getPort();
    }

    /** URL.getHost() keeps the brackets of an IPv6 address, which an address lookup takes and a Host header needs. */
    String host() {
        return url.getHost();
    }

    String path() {
        String path = url.getRawPath();
        return path == null || path.isEmpty() || path.equals("/") ? CHAT_PATH : path;
    }
}
