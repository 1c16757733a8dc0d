package dev.tokenflow.hints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.core.pacing.Scope;
import dev.tokenflow.hintclient.HintClient;
import dev.tokenflow.hintclient.HintMode;
import dev.tokenflow.http.Exchange;
import dev.tokenflow.http.HttpServer;
import dev.tokenflow.http.HttpServerConfig;
import dev.tokenflow.http.Response;
import dev.tokenflow.http.Router;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What embeds the client against the real server, which comes, changes its mind, dies and returns. */
class HintClientTest {
    private static final String ADDRESS = "203.0.113.7";
    private static final Duration SHORT_TTL = Duration.ofSeconds(2);

    private static HintClient.Builder client(int port, HintMode mode) {
        return HintClient.builder(URI.create("http://127.0.0.1:" + port))
                .mode(mode)
                .pollInterval(Duration.ofMillis(20));
    }

    private static boolean paced(HintClient client, double tokensPerSecond) {
        return client.hint(ADDRESS).tokensPerSecond() == tokensPerSecond;
    }

    @ParameterizedTest
    @EnumSource
    void followsTheServer(HintMode mode) throws Exception {
        List<Scope> changes = new CopyOnWriteArrayList<>();
        try (LocalHints server = new LocalHints();
                HintClient client = client(server.port(), mode)
                        .onChange((address, hint) -> changes.add(hint.scope()))
                        .build()) {
            assertThat(client.hint(ADDRESS).scope()).isEqualTo(Scope.NONE);
            server.publish(Hints.client(ADDRESS, 10, 1));
            await().until(() -> paced(client, 10));
            server.publish(Hints.client(ADDRESS, 20, 2));
            await().until(() -> paced(client, 20));
            // A second address joins; the first one keeps its hint.
            server.publish(Hints.client("2001:db8::1", 30, 1));
            await().until(() -> client.hint("2001:db8::1").tokensPerSecond() == 30);
            assertThat(paced(client, 20)).isTrue();
            server.tombstone(Scope.CLIENT, ADDRESS);
            await().until(() -> client.hint(ADDRESS).scope() == Scope.NONE);
            assertThat(client.isConnected()).isTrue();
        }
        assertThat(changes).contains(Scope.CLIENT, Scope.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void aQuietHintIsRenewedForAsLongAsItIsIssued(HintMode mode) throws Exception {
        try (LocalHints server = new LocalHints();
                HintClient client = client(server.port(), mode).build()) {
            AtomicLong seq = new AtomicLong();
            AtomicLong lastPublished = new AtomicLong();
            await().until(() -> {
                lastPublished.set(republish(server, seq));
                return paced(client, 10);
            });
            long end = System.nanoTime() + 2 * SHORT_TTL.toNanos();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                boolean paced = paced(client, 10);
                // Had this thread itself been late, an expired hint would be right.
                boolean inTime = System.nanoTime() - lastPublished.get() < SHORT_TTL.toNanos() / 2;
                assertThat(paced || !inTime).isTrue();
                lastPublished.set(republish(server, seq));
                return System.nanoTime() - end > 0;
            });
        }
    }

    private static long republish(LocalHints server, AtomicLong seq) {
        server.publish(Hints.client(ADDRESS, 10, seq.incrementAndGet()).withTtlMs(SHORT_TTL.toMillis()));
        return System.nanoTime();
    }

    @ParameterizedTest
    @EnumSource
    void failsOpenWhenTheServerDiesAndRecoversWhenItReturns(HintMode mode) throws Exception {
        LocalHints first = new LocalHints();
        int port = first.port();
        try (HintClient client = client(port, mode).build()) {
            first.publish(Hints.client(ADDRESS, 10, 1).withTtlMs(2000));
            await().until(() -> paced(client, 10));
            first.close();
            await().until(() -> client.hint(ADDRESS).scope() == Scope.NONE);
            await().until(() -> !client.isConnected());
            try (LocalHints second = new LocalHints(port)) {
                second.publish(Hints.client(ADDRESS, 15, 1));
                await().atMost(Duration.ofSeconds(30)).until(() -> paced(client, 15));
                assertThat(client.isConnected()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nonsenseFromTheServerIsAsGoodAsNoServer(HintMode mode) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Router nonsense = Router.builder()
                .get("/v1/hints", exchange -> babble(exchange, asked))
                .get("/v1/hints/{address}", exchange -> babble(exchange, asked))
                .get("/v1/hints/stream", exchange -> babble(exchange, asked))
                .build();
        try (HttpServer server = HttpServer.start(HttpServerConfig.of("nonsense", "127.0.0.1", 0), nonsense);
                HintClient client = client(server.port(), mode).build()) {
            client.hint(ADDRESS);
            await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() >= BABBLE.size());
            assertThat(client.hint(ADDRESS).scope()).isEqualTo(Scope.NONE);
        }
    }

    private static final List<Response> BABBLE = List.of(
            Response.json("[{}]"),
            Response.json("{\"scope\":\"client\"}"),
            Response.of(200, "text/event-stream", "data: {\"client\":\"x\",\"hint\":{}}\n\n"),
            Response.of(200, "text/event-stream", "data: not json\n\n"),
            Response.of(500, "text/plain", "sorry"));

    private static void babble(Exchange exchange, AtomicInteger asked) {
        exchange.send(BABBLE.get(asked.getAndIncrement() % BABBLE.size()));
    }

    @Test
    void anAddressNobodyAsksForIsForgottenAndTheirNumberIsBounded() throws Exception {
        AtomicLong clock = new AtomicLong();
        try (LocalHints server = new LocalHints();
                HintClient client = client(server.port(), HintMode.POLL)
                        .unusedAfter(Duration.ofSeconds(60))
                        .maxAddresses(1)
                        .nanoClock(clock::get)
                        .build()) {
            server.publish(Hints.client(ADDRESS, 10, 1));
            server.publish(Hints.client("198.51.100.1", 20, 1));
            client.hint(ADDRESS);
            await().until(() -> paced(client, 10));
            assertThat(client.hint("198.51.100.1").scope()).isEqualTo(Scope.NONE);
            clock.addAndGet(Duration.ofSeconds(61).toNanos());
            await().until(() -> client.hint("198.51.100.1").tokensPerSecond() == 20);
        }
    }
}
