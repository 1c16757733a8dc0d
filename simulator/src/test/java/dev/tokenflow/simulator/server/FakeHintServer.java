package dev.tokenflow.simulator.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.HttpServer;
import dev.tokenflow.http.HttpServerConfig;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.ResponseStream;
import dev.tokenflow.http.Router;
import dev.tokenflow.http.ServerStartException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Streams the hints that a test sets, as the hint server does. */
final class FakeHintServer implements AutoCloseable {
    private static final String HINT = """
            {"scope":"client","key":"%s","tokens_per_second":%s,"tokens_per_chunk":%s,"state":"congested",\
            "confidence":1,"epoch":1,"seq":%d,"issued_at":"2026-01-01T00:00:00Z","ttl_ms":60000}""";

    private final Map<String, String> hints = new ConcurrentHashMap<>();
    private final Set<ResponseStream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicLong seq = new AtomicLong();
    private final HttpServer http;

    FakeHintServer() throws ServerStartException {
        http = HttpServer.start(
                HttpServerConfig.of("fake-hints", "127.0.0.1", 0),
                Router.builder().get("/v1/hints/stream", this::stream).build());
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + http.port());
    }

    int openStreams() {
        return streams.size();
    }

    void set(String client, String tokensPerSecond, double tokensPerChunk) {
        hints.put(client, HINT.formatted(client, tokensPerSecond, tokensPerChunk, seq.incrementAndGet()));
        streams.forEach(stream -> stream.eventLoop().execute(() -> send(stream, client)));
    }

    private void stream(Exchange exchange) {
        ResponseStream stream =
                exchange.startStream(200, List.of(new Response.Header("Content-Type", "text/event-stream")));
        streams.add(stream);
        exchange.onClose(() -> streams.remove(stream));
        exchange.request().queryParameters("client").forEach(client -> send(stream, client));
    }

    private void send(ResponseStream stream, String client) {
        String hint = hints.get(client);
        if (hint != null) {
            String event = "data: {\"client\":\"%s\",\"hint\":%s}\n\n".formatted(client, hint);
            stream.write(event.getBytes(UTF_8));
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
