package dev.tokenflow.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.Pseudonyms;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Clients whom the agents name by a key: the hint server never hears an address. */
class PseudonymousClientTest {
    private static final IpAddress CLIENT = IpAddress.parse("203.0.113.7");
    private static final byte[] KEY = "a key of 16 byte".getBytes(UTF_8);
    private static final String HINT = """
            [{"scope":"client","key":"%s","tokens_per_second":8,"tokens_per_chunk":50,\
            "state":"congested","confidence":1,"epoch":1,"seq":1,\
            "issued_at":"2026-01-01T00:00:00Z","ttl_ms":60000}]""";

    @Test
    void asksByTheNameAndAnswersByTheAddress() throws Exception {
        String name =
                Pseudonyms.ofKey(KEY).of(CLIENT, System.currentTimeMillis()).toString();
        Set<String> asked = ConcurrentHashMap.newKeySet();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/hints", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            asked.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] body = HINT.formatted(name).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        Set<IpAddress> changed = ConcurrentHashMap.newKeySet();
        try (HintClient hints = HintClient.builder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .pollInterval(Duration.ofMillis(5))
                .pseudonyms(Pseudonyms.ofKey(KEY))
                .onChange((address, hint) -> changed.add(address))
                .build()) {
            await().until(() -> hints.heldHint(CLIENT).hint().tokensPerChunk() == 50);
            assertThat(changed).containsExactly(CLIENT);
            assertThat(asked).anyMatch(text -> text.contains(name)).noneMatch(text -> text.contains(CLIENT.toString()));
        } finally {
            server.stop(0);
        }
    }
}
