package dev.tokenflow.hints.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.hints.Hints;
import dev.tokenflow.hints.store.LocalHints;
import dev.tokenflow.hints.store.ServedHint;
import dev.tokenflow.http.ServerStartException;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.protocol.json.JsonReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP contract, over a real socket. */
class HintHttpTest {
    private static final String ADDRESS = "203.0.113.7";

    private final HttpClient http = HttpClient.newHttpClient();
    private LocalHints hints;

    @BeforeEach
    void start() throws ServerStartException {
        hints = new LocalHints();
    }

    @AfterEach
    void stop() {
        hints.close();
        http.shutdownNow();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(hints.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> getLater(String path, String etag) {
        HttpRequest request = HttpRequest.newBuilder(hints.uri(path))
                .header("If-None-Match", etag)
                .build();
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        await().until(() -> hints.routes.waitingRequests() == 1);
        return answer;
    }

    private static String etag(HttpResponse<?> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static long ttlMs(HttpResponse<?> answer) {
        return answer.headers().firstValueAsLong("TokenFlow-Ttl-Ms").orElseThrow();
    }

    @Test
    void aHintIsServedWithWhatRemainsOfItsTime() throws Exception {
        Hint issued = Hints.client(ADDRESS, 12.5, 7);
        hints.publish(issued);

        HttpResponse<String> answer = get("/v1/hints/" + ADDRESS);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        Hint served = HintCodec.decode(answer.body());
        assertThat(served).isEqualTo(issued.withTtlMs(served.ttlMs()));
        assertThat(served.ttlMs()).isBetween(1L, 60_000L).isEqualTo(ttlMs(answer));
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("max-age=" + served.ttlMs() / 1000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 9, 10, 999, 1000, 1001, 59_999, 100_000, 3_600_000, Long.MAX_VALUE >> 11})
    void everyTimeToLiveFitsIntoItsGap(long ttlMs) throws Exception {
        ServedHint served = new ServedHint(Hints.client(ADDRESS, 1, 1), 0);
        long remaining = Math.min(ttlMs, ServedHint.MAX_TTL_MS);
        var buffer = served.toMessage(io.netty.buffer.ByteBufAllocator.DEFAULT, remaining);
        String text = buffer.toString(java.nio.charset.StandardCharsets.UTF_8);
        buffer.release();
        String body = text.substring(text.indexOf("\r\n\r\n") + 4);
        assertThat(HintCodec.decode(body)).isEqualTo(Hints.client(ADDRESS, 1, 1).withTtlMs(remaining));
        assertThat(text).containsPattern("Cache-Control: max-age=" + remaining / 1000 + " *\r\n");
        assertThat(text).containsPattern("TokenFlow-Ttl-Ms:  *" + remaining + "\r\n");
        assertThat(text)
                .contains("Content-Length: " + body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + "\r\n");
    }

    @Test
    void theETagIgnoresARefreshAndSeesAChange() throws Exception {
        hints.publish(Hints.client(ADDRESS, 10, 1));
        String etag = etag(get("/v1/hints/" + ADDRESS));
        hints.publish(Hints.client(ADDRESS, 10, 2).withTtlMs(30_000));

        HttpResponse<String> same = get("/v1/hints/" + ADDRESS, "If-None-Match", etag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(etag(same)).isEqualTo(etag);
        assertThat(ttlMs(same)).isBetween(1L, 30_000L);

        hints.publish(Hints.client(ADDRESS, 11, 3));
        HttpResponse<String> other = get("/v1/hints/" + ADDRESS, "If-None-Match", etag);
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(etag(other)).isNotEqualTo(etag);
    }

    @Test
    void nothingKnownIsUnpacedWithTheKeyThatWasAsked() throws Exception {
        HttpResponse<String> answer = get("/v1/hints/::ffff:" + ADDRESS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(HintCodec.decode(answer.body())).isEqualTo(Hint.unpaced(ADDRESS));
        assertThat(get("/v1/hints/" + ADDRESS, "If-None-Match", etag(answer)).statusCode())
                .isEqualTo(304);

        hints.publish(Hints.hint(Scope.PREFIX, "203.0.113.0/24", 3, 1, 1, 60_000));
        assertThat(HintCodec.decode(get("/v1/hints/" + ADDRESS).body()).scope()).isEqualTo(Scope.PREFIX);
        assertThat(HintCodec.decode(get("/v1/hints/%5B2001:db8::1%5D:443").body())
                        .key())
                .isEqualTo("[2001:db8::1]:443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/hints/nobody", "/v1/hints/1.2.3.4.5", "/v1/hints/1.2.3.4?wait=soon", "/v1/hints/1.2.3.4?wait=-5s",
                "/v1/hints", "/v1/hints?client=", "/v1/hints?client=1.2.3.4&client=x", "/v1/hints/stream",
                "/v1/hints/stream?client=x"
            })
    void malformedQuestionsAreProblems(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(JsonReader.readObject(answer.body())).containsEntry("status", 400.0);
    }

    @Test
    void aBatchAnswersInTheOrderAsked() throws Exception {
        hints.publish(Hints.client(ADDRESS, 10, 1));
        HttpResponse<String> answer = get("/v1/hints?client=198.51.100.1&client=" + ADDRESS + "&client=198.51.100.2");
        List<?> all = (List<?>) JsonReader.read(answer.body());
        assertThat(all).hasSize(3);
        assertThat(HintCodec.decode((Map<?, ?>) all.get(0))).isEqualTo(Hint.unpaced("198.51.100.1"));
        assertThat(HintCodec.decode((Map<?, ?>) all.get(1)).tokensPerSecond()).isEqualTo(10);
        assertThat(HintCodec.decode((Map<?, ?>) all.get(2))).isEqualTo(Hint.unpaced("198.51.100.2"));
        assertThat(get("/v1/hints?client=1.2.3.4" + "&client=1.2.3.4".repeat(HintAnswers.MAX_CLIENTS))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aLongPollSleepsThroughRefreshesAndWakesForNews() throws Exception {
        hints.publish(Hints.client(ADDRESS, 10, 1));
        String etag = etag(get("/v1/hints/" + ADDRESS));
        CompletableFuture<HttpResponse<String>> poll = getLater("/v1/hints/" + ADDRESS + "?wait=30s", etag);

        hints.publish(Hints.client(ADDRESS, 10, 2));
        hints.publish(Hints.client("203.0.113.8", 77, 1));
        assertThat(get("/v1/hints/" + ADDRESS).statusCode()).isEqualTo(200);
        assertThat(poll).isNotDone();
        hints.publish(Hints.client(ADDRESS, 11, 3));

        HttpResponse<String> news = poll.get(20, TimeUnit.SECONDS);
        assertThat(news.statusCode()).isEqualTo(200);
        assertThat(HintCodec.decode(news.body()).seq()).isEqualTo(3);
        assertThat(hints.routes.waitingRequests()).isZero();
    }

    @Test
    void aLongPollSeesTombstonesAndPrefixHints() throws Exception {
        hints.publish(Hints.client(ADDRESS, 10, 1));
        CompletableFuture<HttpResponse<String>> gone =
                getLater("/v1/hints/" + ADDRESS + "?wait=30s", etag(get("/v1/hints/" + ADDRESS)));
        hints.tombstone(Scope.CLIENT, ADDRESS);
        HttpResponse<String> none = gone.get(20, TimeUnit.SECONDS);
        assertThat(HintCodec.decode(none.body()).scope()).isEqualTo(Scope.NONE);

        CompletableFuture<HttpResponse<String>> prefix = getLater("/v1/hints/" + ADDRESS + "?wait=30s", etag(none));
        hints.publish(Hints.hint(Scope.PREFIX, "203.0.113.0/24", 3, 1, 1, 60_000));
        assertThat(HintCodec.decode(prefix.get(20, TimeUnit.SECONDS).body()).scope())
                .isEqualTo(Scope.PREFIX);
    }

    @Test
    void aLongPollWithoutNewsEndsWithARenewalAndAnAbandonedOneLeavesNothing() throws Exception {
        hints.publish(Hints.client(ADDRESS, 10, 1));
        String etag = etag(get("/v1/hints/" + ADDRESS));
        HttpResponse<String> renewed = get("/v1/hints/" + ADDRESS + "?wait=50ms", "If-None-Match", etag);
        assertThat(renewed.statusCode()).isEqualTo(304);
        assertThat(ttlMs(renewed)).isPositive();
        assertThat(get("/v1/hints/" + ADDRESS + "?wait=30s").statusCode()).isEqualTo(200);

        getLater("/v1/hints/" + ADDRESS + "?wait=30s", etag).cancel(true);
        await().until(() -> hints.routes.waitingRequests() == 0);
    }

    @Test
    void aStreamSendsEachIssueAndFallsBackWhenAHintGoes() throws Exception {
        hints.publish(Hints.client(ADDRESS, 10, 1));
        HttpResponse<Stream<String>> stream = http.send(
                HttpRequest.newBuilder(hints.uri("/v1/hints/stream?client=" + ADDRESS + "&client=198.51.100.1"))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        assertThat(stream.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        try (Stream<String> lines = stream.body()) {
            Iterator<String> all =
                    lines.filter(line -> line.startsWith("data: ")).iterator();
            assertThat(event(all, ADDRESS).seq()).isEqualTo(1);
            assertThat(event(all, "198.51.100.1").scope()).isEqualTo(Scope.NONE);
            hints.publish(Hints.client(ADDRESS, 10, 2));
            assertThat(event(all, ADDRESS).seq()).isEqualTo(2);
            hints.publish(Hints.client("198.51.100.1", 5, 9));
            assertThat(event(all, "198.51.100.1").seq()).isEqualTo(9);
            hints.tombstone(Scope.CLIENT, ADDRESS);
            assertThat(event(all, ADDRESS)).isEqualTo(Hint.unpaced(ADDRESS));
            assertThat(hints.routes.openStreams()).isEqualTo(1);
        }
        await().until(() -> hints.routes.openStreams() == 0);
    }

    private static Hint event(Iterator<String> lines, String client) throws Exception {
        Map<String, ?> event = JsonReader.readObject(lines.next().substring("data: ".length()));
        assertThat(event.get("client")).isEqualTo(client);
        return HintCodec.decode((Map<?, ?>) event.get("hint"));
    }

    @Test
    void readinessAndHealthDiffer() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        hints.ready.set(true);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body()).contains("tokenflow_hints_requests_total{kind=\"single\"}");
    }

    @Test
    void theDescriptionNamesTheRoutesAndTheMembersThatExist() throws Exception {
        Map<String, ?> openApi = JsonReader.readObject(get("/v1/openapi.json").body());
        List<String> described = new ArrayList<>();
        ((Map<?, ?>) openApi.get("paths"))
                .forEach((path, methods) -> ((Map<?, ?>) methods)
                        .keySet()
                        .forEach(method ->
                                described.add(method.toString().toUpperCase(java.util.Locale.ROOT) + " " + path)));
        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(hints.routes.router().routes());

        Map<?, ?> schemas = (Map<?, ?>) ((Map<?, ?>) openApi.get("components")).get("schemas");
        Map<?, ?> members = (Map<?, ?>) ((Map<?, ?>) schemas.get("Hint")).get("properties");
        Hint complete = Hints.client(ADDRESS, 1, 1).toBuilder()
                .tenant("team-a")
                .clientBytesPerSecond(50_000)
                .holdMs(250)
                .build();
        assertThat(JsonReader.readObject(HintCodec.encode(complete)).keySet()).isEqualTo(members.keySet());
    }
}
