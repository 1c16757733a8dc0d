package dev.tokenflow.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.client.HintClient;
import dev.tokenflow.client.HintMode;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.simulator.answer.plan.TokenRange;
import dev.tokenflow.simulator.qoe.AnswerLog;
import dev.tokenflow.simulator.qoe.QoeMetrics;
import dev.tokenflow.simulator.qoe.ReaderLog;
import dev.tokenflow.simulator.reader.ReaderConfig;
import dev.tokenflow.simulator.reader.Readers;
import dev.tokenflow.simulator.sender.EnginePace;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.server.config.AccessConfig;
import dev.tokenflow.simulator.server.config.Fault;
import dev.tokenflow.simulator.server.config.ModelConfig;
import dev.tokenflow.simulator.server.config.TokenServerConfig;
import dev.tokenflow.simulator.text.Script;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real server on loopback, with real clients. */
class TokenServerTest {
    private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]*)\"");
    private static final String ENDLESS =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":true,\"ignore_eos\":true,";
    private static final String ASK =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"seed\":5,\"max_tokens\":40";

    private final HttpClient http = HttpClient.newHttpClient();

    static Stream<SendPolicy> policies() {
        return Stream.of(
                SendPolicy.unpaced(),
                SendPolicy.selfClocked(),
                SendPolicy.constant(Double.NaN, 2.5),
                SendPolicy.hinted(),
                SendPolicy.budgeted());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void everySenderSendsTheSameTokensInOrder(SendPolicy policy) throws Exception {
        try (TokenServer server = start(policy)) {
            String whole = content(post(server, ASK + "}").body());
            HttpResponse<String> streamed = post(server, ASK + ",\"stream\":true}");
            assertThat(streamed.headers().firstValue("Content-Type")).hasValue("text/event-stream; charset=utf-8");
            assertThat(content(streamed.body())).isEqualTo(whole);
            assertThat(whole.split(" ", -1)).hasSize(41);
            assertThat(streamed.body())
                    .contains("\"delta\":{\"role\":\"assistant\",\"content\":\"\"},")
                    .contains("\"finish_reason\":\"length\"")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void aConstantChunkIsKept() throws Exception {
        try (TokenServer server = start(SendPolicy.constant(Double.NaN, 4), 50)) {
            String body = post(server, ASK + ",\"stream\":true}").body();
            List<Integer> tokensPerChunk = CONTENT.matcher(body)
                    .results()
                    .filter(match -> !match.group(1).isEmpty()) // the role's chunk
                    .map(match -> match.group(1).split(" ", -1).length - 1)
                    .toList();
            assertThat(tokensPerChunk).startsWith(1);
            assertThat(tokensPerChunk.subList(1, tokensPerChunk.size() - 1)).allMatch(tokens -> tokens >= 4);
        }
    }

    @Test
    void everyEventIsJsonOfTheRealSize() throws Exception {
        try (TokenServer server = start(SendPolicy.unpaced())) {
            String body = post(server, ASK + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}")
                    .body();
            String[] events = body.split("\n\n");
            // The role, 40 tokens, the reason of the end, the usage, the end mark.
            assertThat(events).hasSize(44);
            for (int i = 0; i < 43; i++) {
                assertThat(events[i]).startsWith("data: ");
                Map<String, Object> json = JsonReader.readObject(events[i].substring(6));
                assertThat(json)
                        .containsEntry("object", "chat.completion.chunk")
                        .containsKeys("id", "created", "model");
            }
            assertThat(events[42]).contains("\"completion_tokens\":40");
            assertThat(events[1]).endsWith(",\"usage\":null}");
            String plain = post(server, ASK + ",\"stream\":true}").body();
            assertThat(plain).doesNotContain("usage");
            assertThat(plain.split("\n\n")[1].length() + 2).isBetween(235, 250);
        }
    }

    @Test
    void withoutALimitAnAnswerEndsByItself() throws Exception {
        try (TokenServer server = start(SendPolicy.hinted())) {
            HttpResponse<String> answer =
                    post(server, "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":false}");
            assertThat(answer.body())
                    .contains("\"finish_reason\":\"stop\"")
                    .contains("\"completion_tokens\":" + ModelConfig.DEFAULT_LENGTH.draw(1) + ",");
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void readersGetEveryTokenOfEveryAnswer(SendPolicy policy) throws Exception {
        try (TokenServer server = start(policy)) {
            URI url = URI.create("http://127.0.0.1:" + server.port());
            List<String> status = new ArrayList<>();
            ReaderConfig config = new ReaderConfig(url, null, 10, 100, 500, Duration.ofMillis(1500), 3);
            ReaderLog log;
            try (Readers readers = new Readers(config, status::add)) {
                readers.connectEarly();
                log = readers.run(System.nanoTime());
            }

            assertThat(status.getLast()).contains("\"failed_requests\":0");
            // Whatever is due a while before the end has arrived.
            long beforeTheEndNs = log.endNs() - 500_000_000;
            QoeMetrics metrics = QoeMetrics.of(log, log.startNs(), beforeTheEndNs);
            assertThat(metrics.tokensDue()).isGreaterThan(3000);
            assertThat(metrics.tokensDelivered()).isEqualTo(metrics.tokensDue());
            assertThat(log.answers()).anyMatch(answer -> answer.delivered() == answer.tokensAsked());
            assertThat(log.answers()).filteredOn(TokenServerTest::isWhole).allMatch(answer -> answer.arrivals() <= 100);
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void readersGetEveryTokenOfEveryCompressedAnswer(SendPolicy policy) throws Exception {
        try (TokenServer server = TokenServer.start(gzip(policy, AccessConfig.OPEN))) {
            URI url = URI.create("http://127.0.0.1:" + server.port());
            List<String> status = new ArrayList<>();
            ReaderConfig config =
                    new ReaderConfig(url, null, 5, 50, 500, Duration.ofMillis(1500), 3, ContentCoding.GZIP);
            ReaderLog log;
            try (Readers readers = new Readers(config, status::add)) {
                readers.connectEarly();
                log = readers.run(System.nanoTime());
            }
            // Neither did one decode badly, nor did more tokens come than were asked for.
            assertThat(status.getLast()).contains("\"failed_requests\":0");
            assertThat(log.answers())
                    .filteredOn(answer -> answer.tokensAsked() == 50)
                    .anyMatch(answer -> answer.delivered() == 50);
        }
    }

    @Test
    void onlyReadersThatAcceptGzipGetIt() throws Exception {
        try (TokenServer server = TokenServer.start(gzip(SendPolicy.unpaced(), AccessConfig.OPEN))) {
            HttpResponse<String> plain = post(server, ASK + ",\"stream\":true}");
            assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
            HttpResponse<InputStream> encoded = postAcceptingGzip(server, ASK + ",\"stream\":true}");
            assertThat(encoded.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(encoded.headers().firstValue("Vary")).hasValue("Accept-Encoding");
            byte[] body = encoded.body().readAllBytes();
            String decoded = new String(
                    new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(content(decoded)).isEqualTo(content(plain.body()));
            assertThat(decoded).endsWith("data: [DONE]\n\n").hasSameSizeAs(plain.body());
            assertThat(body.length).isLessThan(decoded.length() / 5);
            HttpResponse<InputStream> whole = postAcceptingGzip(server, ASK + "}");
            assertThat(whole.headers().firstValue("Content-Encoding")).isEmpty();
        }
    }

    /** The answer hangs after its third token, and all three can be decoded. */
    @Test
    void everyEventCanBeDecodedWhenItHasArrived() throws Exception {
        AccessConfig hanging = new AccessConfig(null, 100, Fault.of("hang-after=3"), false);
        try (TokenServer server = TokenServer.start(gzip(SendPolicy.unpaced(), hanging));
                InputStream body =
                        postAcceptingGzip(server, ASK + ",\"stream\":true}").body()) {
            GZIPInputStream decoded = new GZIPInputStream(body);
            byte[] part = new byte[4096];
            String text = "";
            while (content(text).chars().filter(sign -> sign == ' ').count() < 3) {
                int count = decoded.read(part);
                assertThat(count).isPositive();
                text += new String(part, 0, count, StandardCharsets.UTF_8);
            }
            assertThat(content(text).split(" ", -1)).hasSize(4);
        }
    }

    /** Thoughts, signs without spaces, and escapes are counted as the tokens that they are. */
    @ParameterizedTest
    @CsvSource({"CJK, false, 20", "EMOJI, true, 0", "MIXED, false, 20", "MIXED, true, 3"})
    void readersCountTheTokensOfEveryScript(Script script, boolean escaped, int reasoning) throws Exception {
        ModelConfig model = new ModelConfig(
                "test", 500, EnginePace.STEADY, new TokenRange(9, 9), 1, script, escaped, reasoning, 0, true);
        TokenServerConfig mixed =
                new TokenServerConfig("127.0.0.1", 0, SendPolicy.selfClocked(), model, AccessConfig.OPEN);
        try (TokenServer server = TokenServer.start(mixed)) {
            URI url = URI.create("http://127.0.0.1:" + server.port());
            List<String> status = new ArrayList<>();
            ReaderConfig config = new ReaderConfig(url, null, 10, 100, 500, Duration.ofMillis(1500), 3);
            ReaderLog log;
            try (Readers readers = new Readers(config, status::add)) {
                readers.connectEarly();
                log = readers.run(System.nanoTime());
            }
            assertThat(status.getLast()).contains("\"failed_requests\":0");
            QoeMetrics metrics = QoeMetrics.of(log, log.startNs(), log.endNs() - 500_000_000);
            assertThat(metrics.tokensDelivered()).isEqualTo(metrics.tokensDue()).isGreaterThan(3000);
            assertThat(log.answers())
                    .filteredOn(TokenServerTest::isWhole)
                    .anyMatch(answer -> answer.delivered() == 100);
        }
    }

    private static boolean isWhole(AnswerLog answer) {
        return answer.tokensAsked() == 100;
    }

    /** An answer is generated while the reader takes nothing: what waits is a number, not bytes. */
    @ParameterizedTest
    @MethodSource("policies")
    void aReaderThatDoesNotReadCostsNoMemory(SendPolicy policy) throws Exception {
        try (TokenServer server = start(policy, 10_000);
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
            String ask = ENDLESS + "\"max_tokens\":1000000}";
            send(socket, ask);
            // 64 KiB waiting here and what the kernel holds, then nothing more is written whatever is generated.
            await().atMost(Duration.ofSeconds(60)).until(() -> pendingTokens(server) > 3000);
            long sent = tokensSent(server);
            await().atMost(Duration.ofSeconds(60)).until(() -> pendingTokens(server) > 6000);
            assertThat(tokensSent(server)).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @MethodSource("policies")
    void aReaderThatGoesAwayLeavesNothingBehind(SendPolicy policy) throws Exception {
        try (TokenServer server = start(policy)) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                send(socket, ENDLESS + "\"max_tokens\":100000}");
                InputStream in = socket.getInputStream();
                assertThat(in.read()).isEqualTo('H');
                await().until(() -> server.statusJson(System.nanoTime()).contains("\"streams\":1"));
            }
            await().until(() -> server.statusJson(System.nanoTime()).contains("\"streams\":0"));
            assertThat(get(server, "/metrics").body()).contains("tokenflow_server_abandoned_streams_total 1.0");
        }
    }

    @Test
    void aHintTakesEffectOnOpenStreams() throws Exception {
        try (FakeHintServer hints = new FakeHintServer();
                TokenServer server = TokenServer.start(
                        config(SendPolicy.hinted(), 500),
                        HintClient.builder(hints.uri()).mode(HintMode.SSE));
                Socket socket = new Socket("127.0.0.1", server.port())) {
            hints.set("127.0.0.1", "100", 1024);
            send(socket, ENDLESS + "\"max_tokens\":900}");
            // The first token leaves at once, the rest waits for a chunk of 1024 ...
            await().until(() -> pendingTokens(server) > 5);
            long first = tokensSent(server);
            assertThat(first).as("the first token, and what was due with it").isBetween(1L, 1023L);
            assertThat(server.statusJson(System.nanoTime()))
                    .contains("{\"client\":\"127.0.0.1\",\"tokens_per_second\":100.0,"
                            + "\"tokens_per_chunk\":1024.0,\"state\":\"congested\"}");
            // ... until the hint says otherwise.
            hints.set("127.0.0.1", "null", 1);
            await().until(() -> tokensSent(server) > first + 5);
            server.close();
            await().until(() -> hints.openStreams() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "{}",
                "{\"messages\":[]}",
                "{\"messages\":[1]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"n\":9}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":0}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":1.5}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":1e99}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":\"yes\"}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"model\":7}"
            })
    void aWrongRequestIsRefusedAsOpenAiDoes(String body) throws Exception {
        try (TokenServer server = start(SendPolicy.hinted())) {
            HttpResponse<String> answer = post(server, body);
            assertThat(answer.statusCode()).isEqualTo(400);
            Map<?, ?> error = (Map<?, ?>) JsonReader.readObject(answer.body()).get("error");
            assertThat(error.get("type")).isEqualTo("invalid_request_error");
            assertThat((String) error.get("message")).isNotBlank();
            assertThat(error.containsKey("param")).isTrue();
        }
    }

    @Test
    void anotherModelIsNotFoundAndUnknownFieldsAreTolerated() throws Exception {
        try (TokenServer server = start(SendPolicy.hinted())) {
            HttpResponse<String> other =
                    post(server, "{\"model\":\"gpt-x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
            assertThat(other.statusCode()).isEqualTo(404);
            assertThat(other.body()).contains("\"code\":\"model_not_found\"").contains("gpt-x");
            String extended =
                    ASK.replace("40", "2") + ",\"model\":\"test\",\"temperature\":0.5,\"vendor\":{\"x\":[1]},\"n\":1}";
            assertThat(post(server, extended).statusCode()).isEqualTo(200);
            assertThat(get(server, "/v1/models").body()).contains("\"id\":\"test\"");
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void malformedHttpIsAProblem() throws Exception {
        try (TokenServer server = start(SendPolicy.hinted());
                Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write("NONSENSE\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
            assertThat(get(server, "/nothing").statusCode()).isEqualTo(404);
        }
    }

    private static TokenServer start(SendPolicy policy) throws Exception {
        return start(policy, 500);
    }

    private static TokenServer start(SendPolicy policy, double tokensPerSecond) throws Exception {
        return TokenServer.start(config(policy, tokensPerSecond));
    }

    private static TokenServerConfig config(SendPolicy policy, double tokensPerSecond) {
        return new TokenServerConfig("127.0.0.1", 0, tokensPerSecond, policy, 1, "test");
    }

    private static TokenServerConfig gzip(SendPolicy policy, AccessConfig access) {
        return new TokenServerConfig(
                "127.0.0.1", 0, policy, ModelConfig.of("test", 500, 1), access, ContentCoding.GZIP);
    }

    private HttpResponse<InputStream> postAcceptingGzip(TokenServer server, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(server, "/v1/chat/completions"))
                .header("Accept-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpResponse<String> post(TokenServer server, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(server, "/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(TokenServer server, String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(server, path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(TokenServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static void send(Socket socket, String body) throws Exception {
        OutputStream out = socket.getOutputStream();
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n";
        out.write((head + body).getBytes(StandardCharsets.US_ASCII));
    }

    private static String content(String body) {
        StringBuilder text = new StringBuilder();
        Matcher matcher = CONTENT.matcher(body);
        while (matcher.find()) {
            text.append(matcher.group(1));
        }
        return text.toString();
    }

    private static long pendingTokens(TokenServer server) throws Exception {
        return number(server, "pending_tokens");
    }

    private static long tokensSent(TokenServer server) throws Exception {
        return number(server, "tokens_sent");
    }

    private static long number(TokenServer server, String name) throws Exception {
        Object value =
                JsonReader.readObject(server.statusJson(System.nanoTime())).get(name);
        return ((Double) value).longValue();
    }
}
