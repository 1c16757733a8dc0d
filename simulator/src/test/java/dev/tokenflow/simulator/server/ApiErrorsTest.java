package dev.tokenflow.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.simulator.server.config.AccessConfig;
import dev.tokenflow.simulator.server.config.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors in the form of the API that was asked, and failures on demand. */
class ApiErrorsTest {
    private static final String STREAM = ",\"stream\":true,\"max_tokens\":40,\"ignore_eos\":true";

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/nothing, 404, invalid_request_error, unknown_url",
        "POST, /v1/chat/completions/x, 404, invalid_request_error, unknown_url",
        "GET, /v1/models/other, 404, invalid_request_error, model_not_found",
        "GET, /v1/chat/completions, 405, invalid_request_error, method_not_supported",
        "DELETE, /v1/models, 405, invalid_request_error, method_not_supported",
        "OPTIONS, /v1/chat/completions, 405, invalid_request_error, method_not_supported",
        "SEARCH, /v1/models/other, 405, invalid_request_error, method_not_supported",
        "OPTIONS, /v1/a/b/c/d/e/f, 404, invalid_request_error, unknown_url",
        "GET, /v1/, 404, invalid_request_error, unknown_url"
    })
    void everythingUnderV1IsInOpenAisForm(String method, String path, int status, String type, String code)
            throws Exception {
        try (RunningServer server = RunningServer.open()) {
            HttpResponse<String> answer = server.send(method, path, "");
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
            Map<?, ?> error = (Map<?, ?>) JsonReader.readObject(answer.body()).get("error");
            assertThat(error.get("type")).isEqualTo(type);
            assertThat(error.get("code")).isEqualTo(code);
            assertThat(error.containsKey("param")).isTrue();
            assertThat(answer.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
        }
    }

    @Test
    void messagesHaveAnthropicsForm() throws Exception {
        try (RunningServer server = RunningServer.open()) {
            String body = "{\"model\":\"other\",\"max_tokens\":5," + RunningServer.MESSAGES + "}";
            assertThat(server.post("/v1/messages", body).body())
                    .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                            + "\"message\":\"anthropic-version: header is required\"}}");
            HttpResponse<String> other = server.post("/v1/messages", body, "anthropic-version", "2023-06-01");
            assertThat(other.statusCode()).isEqualTo(404);
            assertThat(other.body()).contains("\"type\":\"not_found_error\"");
            assertThat(server.send("GET", "/v1/messages", "").body()).startsWith("{\"type\":\"error\"");
            assertThat(server.send("POST", "/v1/messages/x", "").body()).contains("not_found_error");
        }
    }

    @Test
    void whatHeadAsksForHasNoBody() throws Exception {
        try (RunningServer server = RunningServer.open()) {
            assertThat(server.send("HEAD", "/v1/models", "").statusCode()).isEqualTo(200);
            HttpResponse<String> chat = server.send("HEAD", "/v1/chat/completions", "");
            assertThat(chat.statusCode()).isEqualTo(405);
            assertThat(chat.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(chat.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 20})
    void aBodyThatIsTooLongIsRefused(int times) throws Exception {
        try (RunningServer server = RunningServer.open()) {
            String tooMuch = "x".repeat(ApiRoutes.MOST_BODY_BYTES * times);
            String long1 = "{" + RunningServer.MESSAGES + ",\"user\":\"" + tooMuch + "\"}";
            HttpResponse<String> answer = server.post("/v1/chat/completions", long1);
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("\"type\":\"invalid_request_error\"");
            HttpResponse<String> message = server.post("/v1/messages", long1, "anthropic-version", "x");
            assertThat(message.body()).contains("\"type\":\"request_too_large\"");
        }
    }

    @Test
    void aKeyIsAskedForInEachApisWay() throws Exception {
        try (RunningServer server = RunningServer.with(new AccessConfig("secret", 10, null, false))) {
            HttpResponse<String> none = server.chat("");
            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(none.body()).contains("You didn't provide an API key.").contains("\"code\":null");
            assertThat(server.chat("", "Authorization", "Bearer wrong").body())
                    .contains("\"code\":\"invalid_api_key\"");
            assertThat(server.chat("", "Authorization", "Bearer secret").statusCode())
                    .isEqualTo(200);
            assertThat(server.send("GET", "/v1/models", "").statusCode()).isEqualTo(401);
            assertThat(server.send("GET", "/healthz", "").statusCode()).isEqualTo(200);
            String body = "{\"model\":\"test\",\"max_tokens\":5," + RunningServer.MESSAGES + "}";
            HttpResponse<String> wrong = server.post("/v1/messages", body, "x-api-key", "x", "anthropic-version", "1");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.body()).contains("\"type\":\"authentication_error\"");
            assertThat(server.post("/v1/messages", body, "x-api-key", "secret", "anthropic-version", "1")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void tooManyAnswersAreRefusedUntilOneIsOver() throws Exception {
        try (RunningServer server = RunningServer.with(new AccessConfig(null, 1, null, true))) {
            try (Socket open = new Socket("127.0.0.1", server.port())) {
                ask(open, "x-tokenflow-fault: hang-after=1\r\n");
                await().until(() -> server.server().statusJson(0).contains("\"streams\":1"));
                HttpResponse<String> answer = server.chat("");
                assertThat(answer.statusCode()).isEqualTo(429);
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
                assertThat(answer.body()).contains("\"code\":\"rate_limit_exceeded\"");
            }
            await().until(() -> server.server().statusJson(0).contains("\"streams\":0"));
            assertThat(server.chat("").statusCode()).isEqualTo(200);
            assertThat(server.chat(",\"stream\":true").statusCode()).isEqualTo(200);
            assertThat(server.chat("").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aFaultBeginsAfterExactlySoManyTokens() throws Exception {
        try (RunningServer server = RunningServer.with(new AccessConfig(null, 10, null, true))) {
            String whole = RunningServer.joined(server.chat(STREAM).body(), "content");
            String[] words = whole.trim().split(" ", -1);
            String error =
                    server.chat(STREAM, "x-tokenflow-fault", "error-after=20").body();
            assertThat(RunningServer.joined(error, "content").trim().split(" ", -1))
                    .containsExactly(Arrays.copyOf(words, 20));
            assertThat(error)
                    .endsWith("data: {\"error\":{\"message\":\"The server had an error while processing your request."
                            + " Sorry about that!\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n");
            String ended =
                    server.chat(STREAM, "x-tokenflow-fault", "end-after=3").body();
            assertThat(ended).doesNotContain("[DONE]").doesNotContain("stop").doesNotContain("\"length\"");
            assertThat(RunningServer.joined(ended, "content").trim().split(" ", -1))
                    .hasSize(3);
            assertThatThrownBy(() -> server.chat(STREAM, "x-tokenflow-fault", "reset-after=20"))
                    .isInstanceOf(IOException.class);
            assertThat(server.chat(STREAM, "x-tokenflow-fault", "status=503").statusCode())
                    .isEqualTo(503);
            HttpResponse<String> unknown = server.chat(STREAM, "x-tokenflow-fault", "boom");
            assertThat(unknown.statusCode()).isEqualTo(400);
            assertThat(unknown.body()).contains("\"param\":\"x-tokenflow-fault\"");
        }
    }

    @Test
    void aHeaderIsOnlyObeyedWhereThatIsAllowed() throws Exception {
        Fault always = Fault.of("status=529");
        try (RunningServer open = RunningServer.open();
                RunningServer failing = RunningServer.with(new AccessConfig(null, 10, always, false))) {
            assertThat(open.chat("", "x-tokenflow-fault", "status=500").statusCode())
                    .isEqualTo(200);
            assertThat(failing.chat("", "x-tokenflow-fault", "status=500").statusCode())
                    .isEqualTo(529);
            String body = "{\"model\":\"test\",\"max_tokens\":5," + RunningServer.MESSAGES + "}";
            assertThat(failing.post("/v1/messages", body, "anthropic-version", "1")
                            .body())
                    .contains("\"type\":\"overloaded_error\"");
        }
    }

    @Test
    void aHangingStreamSaysNoMoreAndEndsWithItsReader() throws Exception {
        try (RunningServer server = RunningServer.with(new AccessConfig(null, 10, null, true));
                Socket socket = new Socket("127.0.0.1", server.port())) {
            ask(socket, "x-tokenflow-fault: hang-after=2\r\n");
            InputStream in = socket.getInputStream();
            StringBuilder seen = new StringBuilder();
            while (RunningServer.joined(seen.toString(), "content").trim().split(" ", -1).length < 2
                    || seen.charAt(seen.length() - 1) != '\n') {
                seen.append((char) in.read());
            }
            await().until(() -> server.server().statusJson(0).contains("\"tokens_sent\":2,"));
            socket.close();
            await().until(() -> server.server().statusJson(0).contains("\"streams\":0"));
            assertThat(server.send("GET", "/metrics", "").body())
                    .contains("tokenflow_server_abandoned_streams_total 1.0")
                    .contains("tokenflow_server_tokens_sent_total 2.0");
        }
    }

    private static void ask(Socket socket, String header) throws IOException {
        OutputStream out = socket.getOutputStream();
        String body = "{" + RunningServer.MESSAGES + STREAM + "}";
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n" + header + "Content-Length: " + body.length()
                + "\r\n\r\n";
        out.write((head + body).getBytes(StandardCharsets.US_ASCII));
    }
}
