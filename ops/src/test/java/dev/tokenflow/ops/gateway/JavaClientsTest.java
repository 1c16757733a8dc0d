package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.tokenflow.gateway.Gateway;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The two packages for Java, the strictest readers of a stream, read the same with the gateway and without it. */
class JavaClientsTest {
    private static final int[] DELTAS = {1, 2, 4, 10};
    private static final int PATIENCE_S = 60;
    /** Of members that it does not know, the accumulator keeps the last delta's, however many there were. */
    private static final Pattern UNKNOWN_TEXT = Pattern.compile("reasoning(_content)?=[^}]*");

    private static final Map<Integer, Gateway> GATEWAYS = new HashMap<>();
    private static final Map<String, OpenAIClient> CARRIED = new LinkedHashMap<>();
    private static final List<OpenAIClient> CLIENTS = new ArrayList<>();
    private static ReplayEngine engine;
    private static OpenAIClient direct;

    @BeforeAll
    static void start() throws Exception {
        engine = new ReplayEngine();
        for (int deltas : DELTAS) {
            Gateway gateway = Gateways.start(engine.uri(), "--min-deltas=" + deltas);
            GATEWAYS.put(deltas, gateway);
            CARRIED.put(deltas + " deltas", openAiClient(Gateways.uri(gateway), false));
            CARRIED.put(deltas + " deltas and gzip", openAiClient(Gateways.uri(gateway), true));
        }
        direct = openAiClient(engine.uri(), false);
    }

    @AfterAll
    static void stop() throws IOException {
        CLIENTS.forEach(OpenAIClient::close);
        CLIENTS.clear();
        CARRIED.clear();
        GATEWAYS.values().forEach(Gateway::close);
        GATEWAYS.clear();
        engine.close();
    }

    static Stream<StreamFixture> chats() {
        return ChatFixtures.all().stream();
    }

    @ParameterizedTest
    @MethodSource("chats")
    void openAiReadsTheSame(StreamFixture fixture) {
        String read = openAi(direct, fixture.name() + "@whole");
        CARRIED.forEach((gateway, client) -> Cut.WORDS.forEach(cut -> assertThat(openAi(client, fixture.name() + "@" + cut))
                .as("%s cut into %s, through a gateway with %s", fixture, cut, gateway)
                .isEqualTo(read)));
    }

    /** Without those it cannot read: it takes all choices for one text, and interleaved tools for errors. */
    static Stream<StreamFixture> chatsOfLangchain4j() {
        return chats().filter(fixture -> fixture.choices() == 1 && !fixture.name().equals("tools-interleaved"));
    }

    @ParameterizedTest
    @MethodSource("chatsOfLangchain4j")
    void langchain4jReadsTheSame(StreamFixture fixture) throws Exception {
        String direct = langchain4j(engine.uri(), fixture.name() + "@whole");
        for (Map.Entry<Integer, Gateway> gateway : GATEWAYS.entrySet()) {
            for (String cut : Cut.WORDS) {
                assertThat(langchain4j(Gateways.uri(gateway.getValue()), fixture.name() + "@" + cut))
                        .as("%s, %s deltas, cut into %s", fixture, gateway.getKey(), cut)
                        .isEqualTo(direct);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("textsThatAreKnown")
    void bothReadTheText(String fixture, String text) throws Exception {
        URI gateway = Gateways.uri(GATEWAYS.get(4));
        assertThat(openAi(CARRIED.get("4 deltas and gzip"), fixture + "@events")).contains("content=" + text + ",");
        assertThat(langchain4j(gateway, fixture + "@events")).contains("text = \"" + text + "\"");
    }

    static Stream<Arguments> textsThatAreKnown() {
        return Stream.of(
                Arguments.of("japanese", Texts.JAPANESE),
                Arguments.of("emoji-escaped", Texts.EMOJI));
    }

    /** What its accumulator makes of a stream, or how it fails. */
    private static String openAi(OpenAIClient client, String model) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams hello = ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("hello")
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(hello)) {
            stream.stream().forEach(accumulator::accumulate);
            return UNKNOWN_TEXT
                    .matcher(String.valueOf(accumulator.chatCompletion()))
                    .replaceAll("");
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    /** It asks for gzip by itself, unless it is told not to. */
    private static OpenAIClient openAiClient(URI base, boolean compressed) {
        OpenAIOkHttpClient.Builder builder =
                OpenAIOkHttpClient.builder().baseUrl(base + "/v1").apiKey("none").maxRetries(0);
        OpenAIClient client = (compressed ? builder : builder.putHeader("Accept-Encoding", "identity")).build();
        CLIENTS.add(client);
        return client;
    }

    /** The parts its handler gets, neighbours of one kind together, and the answer. */
    private static String langchain4j(URI base, String model) throws Exception {
        StringBuilder text = new StringBuilder();
        List<Throwable> errors = new ArrayList<>();
        CompletableFuture<AiMessage> answer = new CompletableFuture<>();
        OpenAiStreamingChatModel.builder()
                .baseUrl(base + "/v1")
                .apiKey("none")
                .modelName(model)
                .returnThinking(true)
                .build()
                .chat("hello", new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String part) {
                        text.append(part);
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        answer.complete(response.aiMessage());
                    }

                    @Override
                    public void onError(Throwable error) {
                        errors.add(error);
                        answer.complete(null);
                    }
                });
        AiMessage message = answer.get(PATIENCE_S, TimeUnit.SECONDS);
        return text + " | " + message + " | " + errors;
    }
}
