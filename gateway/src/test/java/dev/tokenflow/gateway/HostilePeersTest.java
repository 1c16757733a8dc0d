package dev.tokenflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that break the rules get a clear status or none, and nobody else notices. */
@Timeout(60)
class HostilePeersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "length and chunks | 400 | POST / HTTP/1.1~Host: a~Content-Length: 3~Transfer-Encoding: chunked~~0~~",
                "two lengths | 400 | POST / HTTP/1.1~Host: a~Content-Length: 3~Content-Length: 4~~abcd",
                "two equal lengths in one | 400 | POST / HTTP/1.1~Host: a~Content-Length: 3, 4~~abc",
                "negative length | 400 | POST / HTTP/1.1~Host: a~Content-Length: -1~~",
                "two hosts | 400 | GET / HTTP/1.1~Host: a~Host: b~~",
                "no host | 400 | GET / HTTP/1.1~~",
                "chunks in HTTP/1.0 | 400 | POST / HTTP/1.0~Transfer-Encoding: chunked~~0~~",
                "another transfer coding | 400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip~~",
                "chunked twice | 400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: "
                        + "chunked~~0~~",
                "space before the colon | 400 | GET / HTTP/1.1~Host : a~~",
                "another version | 505 | GET / HTTP/3.0~Host: a~~",
                "no HTTP | 400 | hello~~",
                "CONNECT | 405 | CONNECT a:443 HTTP/1.1~Host: a~~",
                "TRACE | 405 | TRACE / HTTP/1.1~Host: a~~",
                "WebSocket | 501 | GET / HTTP/1.1~Host: a~Upgrade: websocket~Connection: upgrade~~"
            })
    void requestThatCannotBePassedOnIsRefused(String what, int status, String request) throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(OK));
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.send(request.replace("~", "\r\n"));
            assertThat(reader.head()).as(what).startsWith("HTTP/1.1 " + status + " ");
            assertThat(engine.wasAsked()).as(what).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"http://other.example/x?y=1, /x?y=1", "http://other.example, /", "*, *", "/a/../b;c?d#e, /a/../b;c?d#e"
    })
    void targetsPassInOriginForm(String target, String passed) throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(OK));
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.send("OPTIONS " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(reader.answer()).endsWith("ok");
            assertThat(engine.asked().line()).isEqualTo("OPTIONS " + passed + " HTTP/1.1");
        }
    }

    @Test
    void badChunkEndsRequestAndConnection() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(OK));
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n");
            assertThat(reader.all()).doesNotContain(" 200 ");
            assertThat(engine.wasAsked()).isFalse();
        }
    }

    @Test
    void longHeadsAreRefused() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(OK));
                TestGateway gateway = TestGateway.before(engine);
                RawReader line = new RawReader(gateway.port());
                RawReader fields = new RawReader(gateway.port())) {
            line.send("GET /" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(line.head()).startsWith("HTTP/1.1 414 ");
            fields.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(20_000) + "\r\n");
            assertThat(fields.head()).startsWith("HTTP/1.1 431 ");
        }
    }

    @Test
    void headThatDribblesIsCutOff() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(OK));
                TestGateway gateway = TestGateway.before(engine);
                RawReader slow = new RawReader(gateway.port())) {
            long begun = System.nanoTime();
            slow.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
            // The other end closes after ten seconds, however much of the head has come by then.
            assertThat(slow.in().read()).isEqualTo(-1);
            assertThat(System.nanoTime() - begun).isGreaterThan(5_000_000_000L);
        }
    }

    @Test
    void pipelinedRequestsWaitWithinBoundsBehindAnOpenStream() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD).chunk("data: 1\n\n");
                    wire.awaitClose();
                });
                TestGateway gateway = TestGateway.before(engine);
                RawReader greedy = new RawReader(gateway.port());
                RawReader other = new RawReader(gateway.port())) {
            greedy.ask("").head();
            greedy.oneChunk();
            Thread flood = Thread.ofVirtual().start(() -> {
                String request =
                        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + "y".repeat(1_000_000);
                try {
                    for (int i = 0; i < 64; i++) {
                        greedy.send(request);
                    }
                } catch (IOException e) {
                    // the gateway does not read on, and at the end it closes
                }
            });
            flood.join(2_000);
            assertThat(flood.isAlive()).as("64 MB were not taken in").isTrue();
            other.ask("").head();
            assertThat(other.oneChunk()).asString().isEqualTo("data: 1\n\n");
        }
    }

    @Test
    void connectionsBeyondTheLimitAreToldSo() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(OK));
                TestGateway gateway = TestGateway.before(engine, "--max-connections=3")) {
            List<RawReader> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RawReader reader = new RawReader(gateway.port());
                readers.add(reader);
                assertThat(reader.ask("").answer()).endsWith("ok");
            }
            try (RawReader fourth = new RawReader(gateway.port())) {
                assertThat(fourth.head()).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
            }
            for (RawReader reader : readers) {
                reader.close();
            }
        }
    }

    @Test
    void newRequestsAreRefusedWhileMemoryIsSpent() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD);
                    String event = "data: " + "x".repeat(4000) + "\n\n";
                    while (true) {
                        wire.chunk(event);
                    }
                });
                TestGateway gateway = TestGateway.before(engine, "--max-memory=64k");
                RawReader dead = new RawReader(gateway.port(), 4 << 10);
                RawReader next = new RawReader(gateway.port())) {
            dead.ask("").head();
            await().until(() -> gateway.metric("tokenflow_gateway_held_bytes") > 64 << 10);
            assertThat(next.ask("").answer())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: 2")
                    .contains("\"code\":\"overloaded\"");
        }
    }
}
