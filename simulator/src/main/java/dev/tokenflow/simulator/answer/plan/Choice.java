package dev.tokenflow.simulator.answer.plan;

import dev.tokenflow.simulator.answer.plan.Segment.Kind;
import dev.tokenflow.simulator.text.Utf8Builder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One of the answers to a request.
 *
 * @param segments its parts in their order, at least one
 * @param end why it ends
 * @param stopSequence the text at which it was stopped; empty when {@code end} is another
 */
public record Choice(List<Segment> segments, End end, String stopSequence) {
    /** Why an answer ends. */
    public enum End {
        /** The model had no more to say. */
        STOP,
        /** A stop sequence came. */
        STOP_SEQUENCE,
        /** It was cut at the most tokens allowed. */
        LENGTH,
        /** The model waits for the results of tools. */
        TOOL_CALLS
    }

    public Choice {
        segments = List.copyOf(segments);
    }

    /** All tokens, those that think included. */
    public int tokens() {
        return segments.stream().mapToInt(Segment::tokens).sum();
    }

    /** The tokens of one kind. */
    public int tokens(Kind kind) {
        return segments.stream()
                .filter(segment -> segment.kind() == kind)
                .mapToInt(Segment::tokens)
                .sum();
    }

    /** Whether a part is of this kind. */
    public boolean has(Kind kind) {
        return segments.stream().anyMatch(segment -> segment.kind() == kind);
    }

    /** The whole text of one kind. */
    public String text(Kind kind) {
        StringBuilder text = new StringBuilder();
        segments.stream().filter(segment -> segment.kind() == kind).forEach(segment -> text.append(text(segment)));
        return text.toString();
    }

    /** The whole text of a part. */
    public static String text(Segment segment) {
        Utf8Builder out = new Utf8Builder(8 * segment.tokens());
        for (int token = 1; token <= segment.tokens(); token++) {
            out.add(segment.text().plain(token));
        }
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
}
