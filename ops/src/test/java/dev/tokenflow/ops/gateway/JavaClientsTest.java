package dev.tokenflow.ops.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
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
import java.util.Set;
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
    private static final List<String> CUTS = List.of("whole", "events", "random-1");
    private static final int PATIENCE_S = 60;
    /** Of members that it does not know, the accumulator keeps the last delta's, however many there were. */
    private static final Pattern UNKNOWN_TEXT = Pattern.compile("reasoning(_content)?=[^}]*");

    private static final Map<Integer, Gateway> GATEWAYS = new HashMap<>();
    private static final Map<String, OpenAIClient> CARRIED = new LinkedHashMap<>();
    private static final List<OpenAIClient> CLIENTS = new ArrayList<>();
    private static final Map<Integer, OpenAiStreamingChatModel> MODELS = new LinkedHashMap<>();
    private static ReplayEngine engine;
    private static OpenAiStreamingChatModel directModel;
    private static OpenAIClient direct;

    @BeforeAll
    static void start() throws Exception {
        engine = new ReplayEngine();
        for (int deltas : DELTAS) {
            Gateway gateway = Gateways.start(engine.uri(), "--min-deltas=" + deltas);
            GATEWAYS.put(deltas, gateway);
            MODELS.put(deltas, langchain4j(Gateways.uri(gateway)));
            CARRIED.put(deltas + " deltas", openAiClient(Gateways.uri(gateway), false));
            CARRIED.put(deltas + " deltas and gzip", openAiClient(Gateways.uri(gateway), true));
        }
        direct = openAiClient(engine.uri(), false);
        directModel = langchain4j(engine.uri());
    }

    @AfterAll
    static void stop() throws IOException {
        CLIENTS.forEach(OpenAIClient::close);
        CLIENTS.clear();
        CARRIED.clear();
        MODELS.clear();
        GATEWAYS.values().forEach(Gateway::close);
        GATEWAYS.clear();
        engine.close();
    }

    static Stream<StreamFixture> chats() {
        return StreamFixture.all().stream().filter(fixture -> fixture.api() == StreamFixture.Api.CHAT);
    }

    @ParameterizedTest
    @MethodSource("chats")
    void openAiReadsTheSame(StreamFixture fixture) {
        String read = openAi(direct, fixture.name() + "@whole");
        CARRIED.forEach((gateway, client) -> CUTS.forEach(cut -> assertThat(openAi(client, fixture.name() + "@" + cut))
                .as("%s cut into %s, through a gateway with %s", fixture, cut, gateway)
                .isEqualTo(read)));
    }

    /**
     * Without those it cannot read, with a gateway or without: it takes all choices for one text, and interleaved tools
     * for errors, as it does content in parts, and goes on.
     */
    static Stream<StreamFixture> chatsOfLangchain4j() {
        Set<String> unread = Set.of("tools-interleaved", "content-in-parts");
        return chats().filter(fixture -> fixture.choices() == 1 && !unread.contains(fixture.name()));
    }

    @ParameterizedTest
    @MethodSource("chatsOfLangchain4j")
    void langchain4jReadsTheSame(StreamFixture fixture) throws Exception {
        String read = langchain4j(directModel, fixture.name() + "@whole");
        for (Map.Entry<Integer, OpenAiStreamingChatModel> carried : MODELS.entrySet()) {
            for (String cut : CUTS) {
                assertThat(langchain4j(carried.getValue(), fixture.name() + "@" + cut))
                        .as("%s cut into %s, through a gateway with %s deltas", fixture, cut, carried.getKey())
                        .isEqualTo(read);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("textsThatAreKnown")
    void bothReadTheText(String fixture, String text) throws Exception {
        assertThat(openAi(CARRIED.get("4 deltas and gzip"), fixture + "@events"))
                .contains("content=" + text + ",");
        assertThat(langchain4j(MODELS.get(4), fixture + "@events")).contains("text = \"" + text + "\"");
    }

    static Stream<Arguments> textsThatAreKnown() {
        return Stream.of(Arguments.of("japanese", Texts.JAPANESE), Arguments.of("emoji-escaped", Texts.EMOJI));
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
        OpenAIOkHttpClient.Builder builder = OpenAIOkHttpClient.builder()
                .baseUrl(base + "/v1")
                .apiKey("none")
                .maxRetries(0);
        OpenAIClient client = (compressed ? builder : builder.putHeader("Accept-Encoding", "identity")).build();
        CLIENTS.add(client);
        return client;
    }

    private static OpenAiStreamingChatModel langchain4j(URI base) {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(base + "/v1")
                .apiKey("none")
                .returnThinking(true)
                .build();
    }

    /** The text its handler gets part by part, the answer, and errors. */
    private static String langchain4j(OpenAiStreamingChatModel client, String model) throws Exception {
        StringBuilder text = new StringBuilder();
        List<Throwable> errors = new ArrayList<>();
        CompletableFuture<AiMessage> answer = new CompletableFuture<>();
        ChatRequest hello = ChatRequest.builder()
                .modelName(model)
                .messages(UserMessage.from("hello"))
                .build();
        client.chat(hello, new StreamingChatResponseHandler() {
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
