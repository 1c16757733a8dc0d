package dev.tokenflow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.gateway.route.UpstreamConfig;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that is no token stream passes as it is, by RFC 9110 and 9112. */
class ProxyTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void requestPassesWithoutTheHeadersOfOneConnection() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(OK));
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.send("PUT /a%2Fb?x=1&y HTTP/1.1\r\nHost: example.org\r\nX-Own: 1\r\nX-Own: 2\r\nConnection: x-hop, "
                    + "keep-alive\r\nX-Hop: 1\r\nTE: trailers\r\nKeep-Alive: timeout=5\r\nProxy-Authorization: "
                    + "secret\r\n"
                    + "Authorization: Bearer key\r\nTraceparent: 00-1-2-01\r\nX-Forwarded-For: 10.1.1.1\r\n"
                    + "Upgrade: h2c\r\nHTTP2-Settings: AA\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(reader.answer()).endsWith("ok");
            ScriptedEngine.Asked asked = engine.asked();
            assertThat(asked.line()).isEqualTo("PUT /a%2Fb?x=1&y HTTP/1.1");
            assertThat(asked.body()).isEqualTo("hello");
            assertThat(asked.header("x-own")).isEqualTo("1 | 2");
            assertThat(asked.header("authorization")).isEqualTo("Bearer key");
            assertThat(asked.header("traceparent")).isEqualTo("00-1-2-01");
            assertThat(asked.header("host")).isEqualTo(engine.uri().getAuthority());
            assertThat(asked.header("x-forwarded-host")).isEqualTo("example.org");
            assertThat(asked.header("x-forwarded-for")).isEqualTo("10.1.1.1, 127.0.0.1");
            assertThat(asked.header("x-forwarded-proto")).isEqualTo("http");
            assertThat(asked.header("via")).isEqualTo("1.1 tokenflow");
            assertThat(asked.headers().keySet())
                    .doesNotContain("x-hop", "te", "keep-alive", "proxy-authorization", "upgrade", "http2-settings")
                    .doesNotContain("connection");
        }
    }

    @Test
    void answerPassesWithReasonAndUnknownHeaders() throws Exception {
        String answer = "HTTP/1.1 429 Slow down, please\r\nX-Weird: a:b\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
                + "Retry-After: 7\r\nKeep-Alive: timeout=5\r\nContent-Length: 3\r\n\r\n{\"}";
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(answer));
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.ask("");
            assertThat(reader.answer())
                    .isEqualTo(
                            "HTTP/1.1 429 Slow down, please\r\nX-Weird: a:b\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
                                    + "Retry-After: 7\r\nContent-Length: 3\r\n\r\n{\"}");
        }
    }

    @Test
    void chunkedBodiesAndTrailersPassBothWays() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\n\r\n";
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(answer));
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.send("POST /x HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
                    + "4\r\nbody\r\n0\r\nX-T: 9\r\n\r\n");
            assertThat(reader.head()).startsWith("HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\n");
            assertThat(reader.chunked()).isEqualTo("abcde--X-Sum: 5");
            ScriptedEngine.Asked asked = engine.asked();
            assertThat(asked.body()).isEqualTo("body");
            assertThat(asked.trailers()).isEqualTo("x-t: 9");
        }
    }

    @Test
    void headHasNoBodyAndTheConnectionGoesOn() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(
                        asked.line().startsWith("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" : OK));
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.send("HEAD /x HTTP/1.1\r\nHost: g\r\n\r\nGET /y HTTP/1.1\r\nHost: g\r\n\r\n");
            assertThat(reader.head()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
            assertThat(reader.answer()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    }

    @Test
    void interimAnswersPass() throws Exception {
        String hints = "HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n";
        try (ScriptedEngine engine =
                        new ScriptedEngine((asked, wire) -> wire.send(hints + "HTTP/1.1 102 Processing\r\n\r\n" + OK));
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.send("GET / HTTP/1.1\r\nHost: g\r\n\r\n");
            assertThat(reader.head()).isEqualTo(hints);
            assertThat(reader.head()).startsWith("HTTP/1.1 102 ");
            assertThat(reader.answer()).endsWith("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void answersWithoutBodyByDefinitionPass(int status) throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine(
                        (asked, wire) -> wire.send("HTTP/1.1 " + status + " X\r\nETag: \"1\"\r\n\r\n"));
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.send("GET /x HTTP/1.1\r\nHost: g\r\n\r\nGET /y HTTP/1.1\r\nHost: g\r\n\r\n");
            assertThat(reader.head()).isEqualTo("HTTP/1.1 " + status + " X\r\nETag: \"1\"\r\n\r\n");
            assertThat(reader.head()).isEqualTo("HTTP/1.1 " + status + " X\r\nETag: \"1\"\r\n\r\n");
        }
    }

    @Test
    void oldReadersGetNoChunks() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(ScriptedEngine.STREAM_HEAD)
                        .chunk("data: 1\n\n")
                        .lastChunk());
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.send("GET /x HTTP/1.0\r\n\r\n");
            assertThat(reader.head()).contains("connection: close").doesNotContain("chunked");
            assertThat(reader.all()).isEqualTo("data: 1\n\n");
        }
    }

    @Test
    void bodyThatEndsWithTheConnectionPasses() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end");
                    wire.close();
                });
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.send("GET /x HTTP/1.1\r\nHost: g\r\n\r\n");
            reader.head();
            assertThat(reader.chunked()).isEqualTo("until the end");
        }
    }

    @Test
    void largeBodiesPassBothWays() throws Exception {
        String large = "0123456789abcdef".repeat(1 << 18);
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + asked.body().length() + "\r\n\r\n" + asked.body()));
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            reader.send("POST /x HTTP/1.1\r\nHost: g\r\nExpect: 100-continue\r\nContent-Length: " + large.length()
                    + "\r\n\r\n");
            assertThat(reader.head()).startsWith("HTTP/1.1 100 ");
            reader.send(large);
            assertThat(reader.answer()).endsWith(large);
        }
    }

    @Test
    void connectionsToTheEngineAreUsedAgainAndStaleOnesReplaced() throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    if (asked.line().contains("/last")) {
                        wire.send(OK);
                        wire.reset(); // without a word: the next request finds a connection that is gone
                    } else {
                        wire.send(OK);
                    }
                });
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            for (String path : List.of("/1", "/2", "/last", "/3", "/last", "/4")) {
                assertThat(reader.post(path, "", "x").answer()).endsWith("ok");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | {\"error\":{\"message\":\"The engine cannot be "
                        + "reached.\",\"type\":\"api_error\","
                        + "\"param\":null,\"code\":\"upstream_not_reached\"}}",
                "/v1/messages | {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"The engine "
                        + "cannot be "
                        + "reached.\"}}",
                "/other | {\"type\":\"about:blank\",\"title\":\"Bad Gateway\",\"status\":502,\"detail\":\"The "
                        + "engine cannot "
                        + "be reached.\"}"
            })
    void engineThatIsAwayIsAnErrorInTheFormOfTheApi(String path, String error) throws Exception {
        ScriptedEngine engine = new ScriptedEngine((asked, wire) -> wire.send(OK));
        engine.close();
        try (TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            String answer = reader.post(path, "", "{}").answer();
            assertThat(answer).startsWith("HTTP/1.1 502 Bad Gateway\r\n").endsWith("\r\n\r\n" + error);
            assertThat(gateway.admin("/readyz")).isEqualTo("no engine can be reached\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"garbage, garbled", "'', no_answer", "HTTP/1.1 2000 X, garbled"})
    void engineThatSendsNoHttpIsAnError(String bytes, String code) throws Exception {
        try (ScriptedEngine engine = new ScriptedEngine((asked, wire) -> {
                    wire.send(bytes + (bytes.isEmpty() ? "" : "\r\n\r\n"));
                    wire.close();
                });
                TestGateway gateway = TestGateway.before(engine);
                RawReader reader = new RawReader(gateway.port())) {
            assertThat(reader.ask("").answer()).startsWith("HTTP/1.1 502 ").contains("\"upstream_" + code + "\"");
        }
    }

    @Test
    void requestsGoByModelAndPath() throws Exception {
        try (ScriptedEngine a = new ScriptedEngine((asked, wire) -> wire.send(OK.replace("ok", "AA")));
                ScriptedEngine b = new ScriptedEngine((asked, wire) -> wire.send(OK.replace("ok", "BB")));
                ScriptedEngine c = new ScriptedEngine((asked, wire) -> wire.send(OK.replace("ok", "CC")));
                TestGateway gateway = TestGateway.before(
                        List.of(
                                upstream("a", a, List.of("llama-*"), List.of()),
                                upstream("b", b, List.of("gpt"), List.of()),
                                upstream("c", c, List.of(), List.of("/other"))),
                        "--max-preview=1k");
                RawReader reader = new RawReader(gateway.port())) {
            String chat = "/v1/chat/completions";
            assertThat(reader.post(chat, "", "{\"messages\":[{\"model\":\"gpt\"}],\"model\":\"llama-3\"}")
                            .answer())
                    .endsWith("AA");
            assertThat(reader.post(chat, "", "{\"model\":\"gpt\"}").answer()).endsWith("BB");
            assertThat(reader.post("/other/x", "", "{\"model\":\"gpt\"}").answer())
                    .endsWith("CC");
            assertThat(reader.post("/otherx", "", "not json").answer()).endsWith("AA");
            assertThat(reader.post(chat, "", "{\"model\":\"claude\"}").answer())
                    .startsWith("HTTP/1.1 404 ")
                    .contains("No engine serves the model 'claude'.");
            assertThat(reader.post(chat, "", " ".repeat(2000)).answer()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void newRoutesLeaveOpenAnswersAlone() throws Exception {
        try (ScriptedEngine old = new ScriptedEngine((asked, wire) -> {
                    wire.send(ScriptedEngine.STREAM_HEAD).chunk("data: 1\n\n");
                    wire.awaitClose();
                });
                ScriptedEngine fresh = new ScriptedEngine((asked, wire) -> wire.send(OK));
                TestGateway gateway = TestGateway.before(old);
                RawReader open = new RawReader(gateway.port());
                RawReader next = new RawReader(gateway.port())) {
            open.ask("").head();
            assertThat(open.oneChunk()).asString().isEqualTo("data: 1\n\n");
            gateway.gateway().use(List.of(UpstreamConfig.of(fresh.uri())));
            assertThat(next.ask("").answer()).endsWith("ok");
            assertThat(gateway.gateway().openStreams()).isEqualTo(1);
        }
    }

    private static UpstreamConfig upstream(
            String name, ScriptedEngine engine, List<String> models, List<String> paths) {
        URI uri = engine.uri();
        return new UpstreamConfig(name, uri, models, paths, "", false);
    }
}
