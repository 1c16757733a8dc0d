package dev.tokenflow.simulator.answer.plan;

import dev.tokenflow.simulator.answer.plan.Segment.Kind;
import java.util.List;

/**
 * A whole answer, known before its first token.
 *
 * @param choices at least one
 * @param promptTokens what the request counts as
 */
public record AnswerPlan(List<Choice> choices, int promptTokens) {
    public AnswerPlan {
        choices = List.copyOf(choices);
    }

    /** The tokens of all choices. */
    public int tokens() {
        return choices.stream().mapToInt(Choice::tokens).sum();
    }

    /** The tokens of one kind in all choices. */
    public int tokens(Kind kind) {
        return choices.stream().mapToInt(choice -> choice.tokens(kind)).sum();
    }
}
