package dev.tokenflow.simulator.server;

import dev.tokenflow.simulator.answer.plan.TokenRange;
import dev.tokenflow.simulator.sender.EnginePace;
import dev.tokenflow.simulator.sender.SendPolicy;
import dev.tokenflow.simulator.server.config.AccessConfig;
import dev.tokenflow.simulator.server.config.ModelConfig;
import dev.tokenflow.simulator.server.config.TokenServerConfig;
import dev.tokenflow.simulator.text.Script;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real server on loopback and a client of it. */
final class RunningServer implements AutoCloseable {
    static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]";

    private final HttpClient http = HttpClient.newHttpClient();
    private final TokenServer server;

    RunningServer(ModelConfig model, AccessConfig access) throws Exception {
        server = TokenServer.start(new TokenServerConfig("127.0.0.1", 0, SendPolicy.unpaced(), model, access));
    }

    static RunningServer open() throws Exception {
        return new RunningServer(model(EnginePace.STEADY, 2), AccessConfig.OPEN);
    }

    static RunningServer with(AccessConfig access) throws Exception {
        return new RunningServer(model(EnginePace.STEADY, 0), access);
    }

    /** A fast model with answers of 20 to 40 tokens. */
    static ModelConfig model(EnginePace pace, int toolCalls) {
        return new ModelConfig(
                "test", 2000, pace, new TokenRange(20, 40), 1, Script.ENGLISH, false, 0, toolCalls, false);
    }

    int port() {
        return server.port();
    }

    TokenServer server() {
        return server;
    }

    HttpResponse<String> chat(String members, String... headers) throws Exception {
        return post("/v1/chat/completions", "{" + MESSAGES + members + "}", headers);
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send("POST", path, body, headers);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What the strings of a member hold when they are joined, still as JSON wrote them. */
    static String joined(String body, String member) {
        StringBuilder text = new StringBuilder();
        Matcher matcher =
                Pattern.compile("\"" + member + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(body);
        while (matcher.find()) {
            text.append(matcher.group(1));
        }
        return text.toString();
    }

    @Override
    public void close() {
        server.close();
        http.close();
    }
}
