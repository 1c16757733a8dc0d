package dev.tokenflow.simulator.answer;

import dev.tokenflow.simulator.answer.plan.Choice;
import dev.tokenflow.simulator.answer.plan.Segment;
import dev.tokenflow.simulator.text.Utf8Builder;

/**
 * How an API writes a streamed answer. {@link StreamedAnswer} calls it in the order of the answer; what it adds to
 * {@code out} in one call leaves the server together.
 */
public interface AnswerFormat {
    /** What comes before the first token. */
    void begin(Utf8Builder out);

    /** A part begins. */
    void beginSegment(Utf8Builder out, int choice, Segment segment);

    /** Tokens {@code first} to {@code first + count - 1} of a part, as one delta. */
    void tokens(Utf8Builder out, int choice, Segment segment, int first, int count);

    /** A part is complete, or the answer is cut within it. */
    void endSegment(Utf8Builder out, int choice, Segment segment);

    /** A choice is complete. */
    void endChoice(Utf8Builder out, int choice, Choice whole);

    /** All choices are complete. */
    void end(Utf8Builder out);

    /** In place of the rest: the model failed. */
    void error(Utf8Builder out);
}
