package dev.tokenflow.simulator.answer.plan;

import dev.tokenflow.simulator.answer.plan.Choice.End;
import dev.tokenflow.simulator.answer.plan.Segment.Kind;
import dev.tokenflow.simulator.text.SeededNumbers;
import dev.tokenflow.simulator.text.TokenText;
import dev.tokenflow.simulator.text.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** Makes the plan of an answer: its lengths are drawn by its seed, then cut where the request says. */
public final class AnswerPlanner {
    private static final TokenRange ARGUMENT_TOKENS = new TokenRange(3, 24);
    /** Keeps the texts of choices, thoughts and calls apart. */
    private static final long APART = 0x5851f42d4c957f2dL;

    private final TokenRange length;
    private final long seed;
    private final int reasoningTokens;

    /**
     * @param length of an answer that nothing cuts
     * @param seed where a request names none
     * @param reasoningTokens where a request does not say how long to think; 0 = not at all
     */
    public AnswerPlanner(TokenRange length, long seed, int reasoningTokens) {
        this.length = length;
        this.seed = seed;
        this.reasoningTokens = reasoningTokens;
    }

    /**
     * The plan for a wish.
     *
     * @param vocabulary of the text
     * @param number of the answer; only the ids of calls differ by it
     */
    public AnswerPlan plan(AnswerWish wish, Vocabulary vocabulary, long number) {
        long first = wish.seed() == null ? seed : wish.seed();
        List<Choice> choices = new ArrayList<>(wish.choices());
        for (int i = 0; i < wish.choices(); i++) {
            choices.add(choice(wish, vocabulary, first + i * APART, number * wish.choices() + i));
        }
        return new AnswerPlan(choices, wish.promptTokens());
    }

    private Choice choice(AnswerWish wish, Vocabulary vocabulary, long choiceSeed, long number) {
        List<Segment> segments = new ArrayList<>();
        int thinking = wish.reasoningTokens() < 0 ? reasoningTokens : wish.reasoningTokens();
        if (thinking > 0) {
            segments.add(Segment.text(Kind.REASONING, TokenText.words(vocabulary, ~choiceSeed), thinking));
        }
        if (!wish.toolCalls().isEmpty()) {
            addCalls(wish, vocabulary, choiceSeed, number, segments);
            return cut(segments, wish.mostTokens(), End.TOOL_CALLS);
        }
        int tokens = wish.ignoreEnd() ? Math.max(1, wish.mostTokens() - thinking) : length.draw(choiceSeed);
        if (wish.jsonOpening() != null) {
            int whole = Math.max(2, tokens);
            TokenText text = TokenText.json(vocabulary, choiceSeed, whole, wish.jsonOpening());
            return stopped(segments, text, whole, wish);
        }
        return stopped(segments, TokenText.words(vocabulary, choiceSeed), tokens, wish);
    }

    private static void addCalls(
            AnswerWish wish, Vocabulary vocabulary, long choiceSeed, long number, List<Segment> segments) {
        for (int call = 0; call < wish.toolCalls().size(); call++) {
            AnswerWish.ToolCall tool = wish.toolCalls().get(call);
            long callSeed = choiceSeed + (call + 1) * ~APART;
            int tokens = ARGUMENT_TOKENS.draw(callSeed);
            TokenText text = TokenText.json(vocabulary, callSeed, tokens, tool.opening());
            String id = "%016x%08x".formatted(SeededNumbers.bits(callSeed, number), number & 0xffff_ffffL);
            segments.add(new Segment(Kind.TOOL_CALL, text, tokens, call, id, tool.name()));
        }
    }

    /** Adds the text, up to the first stop sequence in what the limit of tokens leaves of it. */
    private static Choice stopped(List<Segment> before, TokenText text, int tokens, AnswerWish wish) {
        int used = before.stream().mapToInt(Segment::tokens).sum();
        int seen = Math.clamp((long) wish.mostTokens() - used, 0, tokens);
        StopSearch search = wish.stops().isEmpty() ? null : StopSearch.in(text, seen, wish.stops());
        if (search == null) {
            before.add(Segment.text(Kind.CONTENT, text, tokens));
            return cut(before, wish.mostTokens(), wish.ignoreEnd() ? End.LENGTH : End.STOP);
        }
        TokenText visible = text.cutIn(search.lastVisibleToken(), search.bytesOfIt());
        before.add(Segment.text(Kind.CONTENT, visible, search.token()));
        return new Choice(before, End.STOP_SEQUENCE, search.sequence());
    }

    private static Choice cut(List<Segment> segments, int most, End end) {
        List<Segment> kept = new ArrayList<>();
        int left = most;
        for (Segment segment : segments) {
            if (segment.tokens() > left) {
                if (left > 0) {
                    kept.add(segment.first(left));
                }
                return new Choice(kept, End.LENGTH, "");
            }
            kept.add(segment);
            left -= segment.tokens();
        }
        return new Choice(kept, end, "");
    }
}
