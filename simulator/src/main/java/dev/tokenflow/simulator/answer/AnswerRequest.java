package dev.tokenflow.simulator.answer;

import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.AnswerWish;
import org.jspecify.annotations.Nullable;

/** A request for an answer, read and checked, of any API. */
public interface AnswerRequest {
    /** The model asked for; null = whatever is served. */
    @Nullable
    String model();

    /** Whether the answer comes as server-sent events. */
    boolean stream();

    /** What the answer should be. */
    AnswerWish wish();

    /** How a stream of it is written. */
    AnswerFormat format(AnswerPlan plan, AnswerIdentity identity);

    /** The answer as one JSON object. */
    String whole(AnswerPlan plan, AnswerIdentity identity);
}
