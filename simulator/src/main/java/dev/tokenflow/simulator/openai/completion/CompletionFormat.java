package dev.tokenflow.simulator.openai.completion;

import static dev.tokenflow.simulator.text.Utf8Builder.utf8;

import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.simulator.answer.AnswerFormat;
import dev.tokenflow.simulator.answer.AnswerIdentity;
import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.Choice;
import dev.tokenflow.simulator.answer.plan.Segment;
import dev.tokenflow.simulator.answer.plan.Segment.Kind;
import dev.tokenflow.simulator.openai.ChunkTail;
import dev.tokenflow.simulator.openai.FinishReason;
import dev.tokenflow.simulator.openai.Logprobs;
import dev.tokenflow.simulator.openai.OpenAiErrors;
import dev.tokenflow.simulator.openai.Usage;
import dev.tokenflow.simulator.text.Utf8Builder;
import java.nio.charset.StandardCharsets;

/** Writes a completion, as chunks or at once. A chunk differs from a whole answer only by what it holds. */
final class CompletionFormat implements AnswerFormat {
    private static final byte[] NOT_FINISHED = utf8(",\"finish_reason\":null}]");
    private static final byte[] DONE = utf8("data: [DONE]\n\n");

    private final String head;
    private final byte[] beforeText;
    private final int logprobs;
    private final int[] characters;
    private final ChunkTail tail;

    CompletionFormat(CompletionRequest request, AnswerPlan plan, AnswerIdentity identity) {
        this.head = "data: " + head(identity) + ",\"choices\":[";
        this.beforeText = utf8(head + "{\"text\":\"");
        this.logprobs = request.logprobs();
        this.characters = new int[plan.choices().size()];
        this.tail = new ChunkTail(request.sampling().usage(), plan.promptTokens(), request.padded(), identity.number());
    }

    /** The answer as one JSON object. */
    static String whole(CompletionRequest request, AnswerPlan plan, AnswerIdentity identity) {
        StringBuilder json = new StringBuilder(head(identity)).append(",\"choices\":[");
        for (int i = 0; i < plan.choices().size(); i++) {
            Choice choice = plan.choices().get(i);
            JsonWriter text = new JsonWriter().value(choice.text(Kind.CONTENT));
            json.append(i > 0 ? "," : "").append("{\"text\":").append(text).append(",\"index\":");
            json.append(i).append(",\"logprobs\":").append(logprobs(request, choice));
            json.append(",\"finish_reason\":\"")
                    .append(FinishReason.of(choice.end()))
                    .append("\"}");
        }
        Usage usage = new Usage(plan.promptTokens(), plan.tokens(), 0);
        return json.append("],\"usage\":").append(usage.toJson()).append('}').toString();
    }

    private static String head(AnswerIdentity identity) {
        JsonWriter json = new JsonWriter().beginObject().field("id", identity.id("cmpl-"));
        json.field("object", "text_completion").field("created", identity.createdSeconds());
        return json.field("model", identity.model())
                .field("system_fingerprint", "fp_1")
                .toString();
    }

    private static String logprobs(CompletionRequest request, Choice choice) {
        if (request.logprobs() < 0 || choice.segments().isEmpty()) {
            return "null";
        }
        Segment segment = choice.segments().getFirst();
        Utf8Builder out = new Utf8Builder(1024);
        int unused = Logprobs.completion(out, segment, 1, segment.tokens(), request.logprobs(), 0);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    @Override
    public void begin(Utf8Builder out) {
        // The first token is the beginning.
    }

    @Override
    public void beginSegment(Utf8Builder out, int choice, Segment segment) {
        // There is only the text.
    }

    @Override
    public void tokens(Utf8Builder out, int choice, Segment segment, int first, int count) {
        tail.count(count, false);
        int start = out.length();
        out.add(beforeText);
        int from = out.length();
        for (int token = first; token < first + count; token++) {
            out.add(segment.text().inJson(token));
        }
        int bytes = out.length() - from;
        if (bytes == 0) {
            out.cutTo(start); // nothing of it can be seen
            return;
        }
        out.add("\",\"index\":").add(choice).add(",\"logprobs\":");
        if (logprobs >= 0) {
            characters[choice] += Logprobs.completion(out, segment, first, count, logprobs, characters[choice]);
        } else {
            out.add("null");
        }
        out.add(NOT_FINISHED);
        tail.add(out, bytes);
    }

    @Override
    public void endSegment(Utf8Builder out, int choice, Segment segment) {
        // There is only the text.
    }

    @Override
    public void endChoice(Utf8Builder out, int choice, Choice whole) {
        out.add(beforeText).add("\",\"index\":").add(choice).add(",\"logprobs\":null,\"finish_reason\":\"");
        out.add(FinishReason.of(whole.end())).add("\"}]");
        tail.add(out, 0);
    }

    @Override
    public void end(Utf8Builder out) {
        if (tail.hasLast()) {
            out.add(head).add("],\"usage\":").add(tail.usage().toJson()).add("}\n\n");
        }
        out.add(DONE);
    }

    @Override
    public void error(Utf8Builder out) {
        out.add("data: ").add(OpenAiErrors.body(OpenAiErrors.FAILED)).add("\n\n");
    }
}
