package dev.tokenflow.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.simulator.sender.EnginePace;
import dev.tokenflow.simulator.server.config.AccessConfig;
import dev.tokenflow.simulator.text.Script;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of the real server, as clients read them. */
class ApiAnswersTest {
    private static final String TOOL = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"w\"}},"
            + "{\"type\":\"function\",\"function\":{\"name\":\"x\"}}]";

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 25);
    }

    @ParameterizedTest
    @EnumSource(Script.class)
    void aStreamHasTheTextOfTheWholeAnswerInEveryScript(Script script) throws Exception {
        try (RunningServer server = RunningServer.open()) {
            String model = ",\"model\":\"test:" + script.word() + "\",\"reasoning_effort\":\"low\"";
            String whole = server.chat(model).body();
            HttpResponse<String> stream = server.chat(model + ",\"stream\":true");
            for (String member : List.of("content", "reasoning_content")) {
                String text = RunningServer.joined(whole, member);
                assertThat(text).isNotBlank();
                assertThat(RunningServer.joined(stream.body(), member)).isEqualTo(text);
            }
            assertThat(stream.headers().firstValue("X-Accel-Buffering")).hasValue("no");
            assertThat(stream.headers().firstValue("Cache-Control")).hasValue("no-cache");
            assertThat(server.send("GET", "/v1/models", "").body()).contains("\"id\":\"test:" + script.word() + "\"");
            assertThat(server.send("GET", "/v1/models/test:" + script.word(), "")
                            .body())
                    .startsWith("{\"id\":\"test:" + script.word() + "\",\"object\":\"model\"");
        }
    }

    @Test
    void toolsAreCalledWhenTheModelDoesSoByItself() throws Exception {
        try (RunningServer server = RunningServer.open()) {
            String stream = server.chat(TOOL + ",\"stream\":true").body();
            assertThat(stream)
                    .contains("\"index\":0,\"id\":\"call_")
                    .contains("\"index\":1,\"id\":\"call_")
                    .contains("\"finish_reason\":\"tool_calls\"");
            String one = server.chat(TOOL + ",\"parallel_tool_calls\":false").body();
            Map<?, ?> choice = (Map<?, ?>) ((List<?>) JsonReader.readObject(one).get("choices")).getFirst();
            Map<?, ?> message = (Map<?, ?>) choice.get("message");
            assertThat((List<?>) message.get("tool_calls")).hasSize(1);
            assertThat(message.get("content")).isNull();
        }
    }

    @Test
    void theModelHandsOutSeveralTokensAtATimeAfterAPrefill() throws Exception {
        EnginePace pace = new EnginePace(200_000_000, 0, 5, 8, 0.5);
        try (RunningServer server = new RunningServer(RunningServer.model(pace, 0), AccessConfig.OPEN)) {
            long beginNs = System.nanoTime();
            String body = server.chat(",\"stream\":true,\"max_tokens\":60,\"ignore_eos\":true")
                    .body();
            assertThat(System.nanoTime() - beginNs).isGreaterThan(200_000_000);
            List<Integer> sizes = Stream.of(body.split("\n\n"))
                    .map(event -> RunningServer.joined(event, "content").split(" ", -1).length - 1)
                    .filter(size -> size > 0)
                    .toList();
            assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(60);
            assertThat(sizes.subList(0, sizes.size() - 1)).allMatch(size -> size >= 5);
        }
    }

    @Test
    void curlReadsEveryApi() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is installed");
        try (RunningServer server = RunningServer.open()) {
            String url = "http://127.0.0.1:" + server.port() + "/v1/";
            String chat = "{" + RunningServer.MESSAGES + ",\"stream\":true}";
            assertThat(curl(url + "chat/completions", chat)).endsWith("data: [DONE]\n\n");
            assertThat(curl(url + "completions", "{\"prompt\":\"x\",\"stream\":true}"))
                    .contains("\"object\":\"text_completion\"")
                    .endsWith("data: [DONE]\n\n");
            String message = "{\"model\":\"test\",\"max_tokens\":9,\"stream\":true," + RunningServer.MESSAGES + "}";
            assertThat(curl(url + "messages", message))
                    .startsWith("event: message_start\n")
                    .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        }
    }

    /** Requests of random members of random types: an answer or a 400 that says what is wrong, never anything else. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aWrongRequestIsNeverAServersError(long seed) throws Exception {
        Random random = new Random(seed);
        try (RunningServer server = RunningServer.open()) {
            for (int i = 0; i < 120; i++) {
                String path = List.of("/v1/chat/completions", "/v1/completions", "/v1/messages")
                        .get(random.nextInt(3));
                String body = RandomRequests.body(random, path);
                HttpResponse<String> answer = server.post(path, body, "anthropic-version", "2023-06-01");
                assertThat(answer.statusCode()).as(body).isIn(200, 400, 404);
                if (answer.statusCode() != 200) {
                    Map<?, ?> error =
                            (Map<?, ?>) JsonReader.readObject(answer.body()).get("error");
                    assertThat((String) error.get("message")).as(body).isNotBlank();
                    boolean named = path.equals("/v1/messages") || error.get("param") != null;
                    assertThat(named || ((String) error.get("message")).startsWith("We could not parse"))
                            .as(body + " -> " + answer.body())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void deepAndHugeBodiesAreRefused() throws Exception {
        try (RunningServer server = RunningServer.open()) {
            for (String value : List.of("[".repeat(100_000), "{\"a\":".repeat(50_000), "1e999999999", "\"\\ud800\"")) {
                assertThat(server.chat(",\"max_tokens\":" + value).statusCode()).isEqualTo(400);
            }
            assertThat(server.chat(",\"max_tokens\":1000000,\"ignore_eos\":true")
                            .body())
                    .contains("'stream' must be true for more than 100000 tokens.")
                    .contains("\"param\":\"stream\"");
            assertThat(server.chat(",\"max_tokens\":1e400").body()).contains("\"param\":\"max_tokens\"");
            assertThat(server.chat(",\"stop\":\"\\ud800\"").statusCode()).isEqualTo(200);
        }
    }

    private static String curl(String url, String body) throws Exception {
        Process process = new ProcessBuilder(
                        "curl", "-sS", "-N", "--max-time", "20", "-H", "anthropic-version: x", "-d", body, url)
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return out;
    }
}
