package dev.tokenflow.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.protocol.json.JsonReader;
import io.netty.buffer.Unpooled;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The server as a peer sees it that sends whatever bytes it likes. */
class HttpServerTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private HttpServer server;

    @BeforeEach
    void start() throws ServerStartException {
        Counter.builder()
                .name("things_total")
                .help("Things.")
                .register(registry)
                .inc(3);
        Router router = Router.builder()
                .get("/plain", exchange -> exchange.send(Response.of(200, "text/plain", "hello")))
                .get(
                        "/things/{name}",
                        exchange -> exchange.send(Response.of(
                                200,
                                "text/plain",
                                exchange.request().pathParameter("name")
                                        + exchange.request().queryParameters("q"))))
                .get("/things/exact", exchange -> exchange.send(Response.of(200, "text/plain", "exact")))
                .get("/later", HttpServerTest::later)
                .get(
                        "/encoded",
                        exchange -> exchange.sendEncoded(Unpooled.copiedBuffer(
                                "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nencoded", StandardCharsets.US_ASCII)))
                .get("/broken", exchange -> {
                    throw new IllegalStateException("the secret");
                })
                .get("/twice", exchange -> {
                    exchange.send(Response.of(200, "text/plain", "once"));
                    assertThatThrownBy(() -> exchange.send(Response.empty(204)))
                            .isInstanceOf(IllegalStateException.class);
                })
                .get(
                        "/peer",
                        exchange -> exchange.send(Response.of(
                                200,
                                "text/plain",
                                exchange.request().remoteAddress().toString())))
                .post(
                        "/echo",
                        exchange -> exchange.send(Response.of(
                                200, "text/plain", exchange.request().bodyText())))
                .get("/metrics", new MetricsHandler(registry))
                .build();
        HttpServerConfig config = HttpServerConfig.builder("test", "127.0.0.1", 0)
                .maxHeaderBytes(1024)
                .maxBodyBytes(100)
                .maxConnections(3)
                .idleTimeout(Duration.ofSeconds(30))
                .build();
        server = HttpServer.start(config, router);
    }

    /** Answers slowly, from another thread: the answers of a pipeline must wait for it. */
    private static void later(Exchange exchange) {
        var unused = CompletableFuture.runAsync(
                () -> exchange.send(Response.of(200, "text/plain", "later")),
                CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void keepsTheConnectionAndAnswersAPipelineInItsOrder() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.send(
                    get("/later") + get("/encoded") + get("/plain") + get("/nowhere") + get("/later") + get("/plain"));
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("later");
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("encoded");
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("hello");
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 404").contains("application/problem+json");
            assertThat(client.readAnswer()).endsWith("later");
            assertThat(client.readAnswer()).endsWith("hello");
            client.send(get("/plain"));
            assertThat(client.readAnswer()).endsWith("hello");
        }
    }

    @Test
    void aLongPipelineIsAnsweredWholeAlthoughNothingIsReadMeanwhile() throws IOException {
        int requests = 20_000;
        try (RawClient client = new RawClient(server.port())) {
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < requests; i++) {
                        client.send(get("/things/" + i));
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            for (int i = 0; i < requests; i++) {
                assertThat(client.readAnswer()).endsWith("\n" + i + "[]");
            }
            assertThat(sender).isNotNull();
        }
    }

    @Test
    void pathPartsAndQueryAreDecodedAndAnExactPathWins() throws IOException {
        assertThat(ask(get("/things/a%20b%3A+?q=1&q=%262"))).endsWith("\na b:+[1, &2]");
        assertThat(ask(get("/things/exact"))).endsWith("\nexact");
        assertThat(ask(get("/peer"))).endsWith("\n127.0.0.1");
        assertThat(ask(get("/twice"))).endsWith("\nonce");
        assertThat(ask(get("/metrics"))).contains("text/plain").contains("things_total 3.0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /things/%zz HTTP/1.1~Host: a~~|400",
                "GET /things/a?q=%zz HTTP/1.1~Host: a~~|400",
                "GET /plain HTTP/1.1~~|400",
                "nonsense~~|400",
                "GET /plain HTTP/1.1~Host: a~no colon here~~|400",
                "POST /echo HTTP/1.1~Host: a~Content-Length: minus~~|400",
                "POST /echo HTTP/1.1~Host: a~Transfer-Encoding: chunked~~zz~x|400",
                "GET /plain HTTP/3.7~Host: a~~|505",
                "GET /plainly HTTP/1.1~Host: a~~|404",
                "GET /things/ HTTP/1.1~Host: a~~|404",
                "GET /things/a/b HTTP/1.1~Host: a~~|404",
                "GET * HTTP/1.1~Host: a~~|404",
                "POST /plain HTTP/1.1~Host: a~Content-Length: 0~~|405",
                "HEAD /echo HTTP/1.1~Host: a~Connection: close~~|405",
                "POST /echo HTTP/1.1~Host: a~Content-Length: 101~~|413",
                "POST /echo HTTP/1.1~Host: a~Content-Length: 101~Expect: 100-continue~~|413",
                "POST /echo HTTP/1.1~Host: a~Content-Length: 99999999999999~~|413",
                "GET /broken HTTP/1.1~Host: a~~|500",
            })
    void aWrongRequestIsAnsweredWithAProblem(String request, int status) throws Exception {
        String answer = ask(request.replace("~", "\r\n"));

        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").doesNotContain("secret");
        if (!request.startsWith("HEAD")) {
            String body = answer.substring(answer.indexOf("\n\n") + 2);
            assertThat(JsonReader.readObject(body))
                    .containsEntry("status", (double) status)
                    .containsKeys("type", "title", "detail");
        }
    }

    @Test
    void limitsOfHeadAndBody() throws IOException {
        assertThat(ask("GET /plain HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(2000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(ask("GET /" + "y".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
                .startsWith("HTTP/1.1 414 ");
        assertThat(ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + "z".repeat(100)))
                .endsWith("z".repeat(100));
        String chunk = "32\r\n" + "z".repeat(50) + "\r\n";
        String chunked = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(ask(chunked + chunk + chunk + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("z".repeat(100));
        assertThat(ask(chunked + chunk + chunk + chunk + "0\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        assertThat(ask("POST /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
                .contains("\nallow: GET\n".replace("allow", "Allow"));
    }

    @Test
    void leaveToSendABodyIsGivenInTurn() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.send(get("/later")
                    + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.readAnswer()).endsWith("later");
            assertThat(client.readAnswer()).startsWith("HTTP/1.1 100 ");
            client.send("ok");
            assertThat(client.readAnswer()).endsWith("\nok");
        }
    }

    @Test
    void nothingIsServedAfterABadRequest() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            String all =
                    client.send(get("/plain") + "bad\r\n\r\n" + get("/plain")).readAll();
            assertThat(all).containsOnlyOnce("hello").containsOnlyOnce("HTTP/1.1 400 ");
        }
    }

    @Test
    void http10AndConnectionCloseEndTheConnection() throws IOException {
        for (String path : new String[] {"/plain", "/encoded"}) {
            try (RawClient client = new RawClient(server.port())) {
                assertThat(client.send("GET " + path + " HTTP/1.0\r\n\r\n").readAll())
                        .startsWith("HTTP/1.1 200 ");
            }
            try (RawClient client = new RawClient(server.port())) {
                client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                assertThat(client.readAll()).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void tooManyConnectionsAreRefusedUntilOneCloses() throws IOException {
        try (RawClient first = new RawClient(server.port());
                RawClient second = new RawClient(server.port());
                RawClient third = new RawClient(server.port())) {
            for (RawClient client : new RawClient[] {first, second, third}) {
                assertThat(client.send(get("/plain")).readAnswer()).startsWith("HTTP/1.1 200 ");
            }
            try (RawClient fourth = new RawClient(server.port())) {
                assertThat(fourth.readAll()).startsWith("HTTP/1.1 503 ").contains("problem+json");
            }
            assertThat(server.refusedConnections()).isEqualTo(1);
        }
        await().untilAsserted(() -> assertThat(server.openConnections()).isZero());
        assertThat(ask(get("/plain"))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void anIdleConnectionAndOneThatDribblesAreClosed() throws Exception {
        HttpServerConfig impatient = HttpServerConfig.builder("idle", "127.0.0.1", 0)
                .idleTimeout(Duration.ofMillis(200))
                .build();
        try (HttpServer idle = HttpServer.start(impatient, Router.builder().build());
                RawClient silent = new RawClient(idle.port());
                RawClient slow = new RawClient(idle.port())) {
            slow.send("GET / HT");
            assertThat(silent.readAll()).isEmpty();
            assertThat(slow.readAll()).isEmpty();
        }
    }

    @Test
    void aTakenPortIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpServerConfig config = HttpServerConfig.of("taken", "127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> HttpServer.start(config, Router.builder().build()))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessage("cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + " (Address already in use): stop what uses this port, or choose another host or port");
        }
        assertThatThrownBy(() -> HttpServer.start(
                        HttpServerConfig.of("unknown", "no.such.host.invalid", 0),
                        Router.builder().build()))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("no.such.host.invalid");
    }

    @Test
    void closeLetsAnAnswerUnderWayFinish() throws Exception {
        CompletableFuture<Exchange> arrived = new CompletableFuture<>();
        Router router = Router.builder().get("/slow", arrived::complete).build();
        HttpServer stopping = HttpServer.start(HttpServerConfig.of("stop", "127.0.0.1", 0), router);
        try (RawClient client = new RawClient(stopping.port());
                RawClient idle = new RawClient(stopping.port())) {
            client.send(get("/slow"));
            Exchange exchange = arrived.get(10, TimeUnit.SECONDS);
            Thread closer = Thread.startVirtualThread(stopping::close);
            assertThat(idle.readAll()).isEmpty();
            exchange.send(Response.of(200, "text/plain", "done"));
            assertThat(client.readAll())
                    .as("whole, and then the end of the connection")
                    .endsWith("done");
            closer.join();
        }
        assertThatThrownBy(() -> new RawClient(stopping.port()).close()).isInstanceOf(IOException.class);
    }

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedRequestsNeverHarmTheServer(long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder request = new StringBuilder(get("/things/abc?q=1").repeat(1 + random.nextInt(3)));
        for (int i = random.nextInt(8); i >= 0; i--) {
            request.setCharAt(random.nextInt(request.length()), (char) random.nextInt(256));
        }
        request.append("\r\n\r\n").append("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.send(request.toString()).readAll())
                    .startsWith("HTTP/1.1 ")
                    .doesNotContain(" 500 ");
        }
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(server.openConnections()).isZero());
    }

    private String ask(String request) throws IOException {
        await().pollDelay(Duration.ZERO).until(() -> server.openConnections() < 3);
        try (RawClient client = new RawClient(server.port())) {
            return client.send(request).readAnswer();
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n";
    }
}
