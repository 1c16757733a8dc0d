package dev.tokenflow.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tokenflow.protocol.hint.Scope;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A hint server that dies: whoever waits because of its last hint is told when that expires. */
class HintExpiryTest {
    private static final String CLIENT = "203.0.113.7";
    private static final String HINT = """
            [{"scope":"client","key":"203.0.113.7","tokens_per_second":8,"tokens_per_chunk":50,\
            "state":"congested","confidence":1,"epoch":1,"seq":1,\
            "issued_at":"2026-01-01T00:00:00Z","ttl_ms":300}]""";

    @Test
    void theListenerIsToldThatTheHintIsOver() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/hints", exchange -> {
            byte[] body = HINT.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        List<Scope> changes = new CopyOnWriteArrayList<>();
        try (HintClient hints = HintClient.builder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .pollInterval(Duration.ofMillis(5))
                .onChange((address, hint) -> changes.add(hint.scope()))
                .build()) {
            await().until(() -> hints.heldHint(CLIENT).hint().tokensPerChunk() == 50);
            server.stop(0);
            await().until(() -> changes.equals(List.of(Scope.CLIENT, Scope.NONE)));
        }
    }
}
