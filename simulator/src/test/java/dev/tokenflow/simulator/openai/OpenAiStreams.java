package dev.tokenflow.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tokenflow.simulator.answer.AnswerIdentity;
import dev.tokenflow.simulator.answer.AnswerRequest;
import dev.tokenflow.simulator.answer.StreamedAnswer;
import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.AnswerPlanner;
import dev.tokenflow.simulator.answer.plan.TokenRange;
import dev.tokenflow.simulator.openai.chat.ChatRequest;
import dev.tokenflow.simulator.openai.completion.CompletionRequest;
import dev.tokenflow.simulator.request.ApiException;
import dev.tokenflow.simulator.text.Script;
import dev.tokenflow.simulator.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** Answers of the formats without a server, with the members that do not change left out. */
public final class OpenAiStreams {
    private static final AnswerIdentity IDENTITY = new AnswerIdentity(7, "m", 1_700_000_000);
    private static final AnswerPlanner PLANNER = new AnswerPlanner(new TokenRange(4, 4), 1, 0);
    private static final String CHAT_HEAD = "{\"id\":\"chatcmpl-00000000000000000000000000007\","
            + "\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"m\","
            + "\"system_fingerprint\":\"fp_1\",";
    private static final String TEXT_HEAD = "{\"id\":\"cmpl-00000000000000000000000000007\","
            + "\"object\":\"text_completion\",\"created\":1700000000,\"model\":\"m\","
            + "\"system_fingerprint\":\"fp_1\",";

    private OpenAiStreams() {}

    /** The events of a chat without their heads; {@code members} follow the messages. */
    public static List<String> chat(String members, int... chunks) throws ApiException {
        return events(chatRequest(members), Script.ENGLISH, CHAT_HEAD, chunks);
    }

    public static ChatRequest chatRequest(String members) throws ApiException {
        return ChatRequest.parse(
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]" + members + "}",
                new ChatRequest.Habits(0, false));
    }

    /** The events of a completion without their heads; {@code members} follow the prompt. */
    public static List<String> completion(String members, int... chunks) throws ApiException {
        return events(completionRequest(members), Script.CJK, TEXT_HEAD, chunks);
    }

    static CompletionRequest completionRequest(String members) throws ApiException {
        return CompletionRequest.parse("{\"prompt\":\"hello\"" + members + "}", false);
    }

    public static String whole(AnswerRequest request) {
        Vocabulary vocabulary = new Vocabulary(Script.ENGLISH, false);
        return request.whole(PLANNER.plan(request.wish(), vocabulary, 7), IDENTITY);
    }

    private static List<String> events(AnswerRequest request, Script script, String head, int... chunks) {
        AnswerPlan plan = PLANNER.plan(request.wish(), new Vocabulary(script, false), 7);
        StreamedAnswer answer = new StreamedAnswer(plan, request.format(plan, IDENTITY));
        StringBuilder all = new StringBuilder();
        int left = answer.tokens();
        for (int chunk : chunks) {
            all.append(new String(answer.next(chunk), UTF_8));
            left -= chunk;
        }
        while (left > 0) {
            all.append(new String(answer.next(1), UTF_8));
            left--;
        }
        all.append(new String(answer.ending(), UTF_8));
        List<String> events = new ArrayList<>();
        for (String event : all.toString().split("\n\n", -1)) {
            if (!event.isEmpty()) {
                events.add(event.replace("data: " + head, "").replace("data: ", ""));
            }
        }
        return events;
    }
}
