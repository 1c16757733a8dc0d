package dev.tokenflow.simulator.answer;

import dev.tokenflow.simulator.answer.plan.AnswerPlan;
import dev.tokenflow.simulator.answer.plan.Choice;
import dev.tokenflow.simulator.answer.plan.Segment;
import dev.tokenflow.simulator.text.Utf8Builder;
import java.util.List;

/**
 * Walks through a plan token by token and writes what it passes. The choices take turns, one token each, as engines
 * generate them side by side. Tokens of one part that leave together are one delta.
 */
public final class StreamedAnswer {
    /** Around its tokens an event has about 245 bytes, like those of public services. */
    private static final int EVENT_BYTES = 320;

    private static final int BYTES_PER_TOKEN = 8;

    private final AnswerFormat format;
    private final Cursor[] cursors;
    private final int tokens;
    private int turn;
    private boolean begun;

    public StreamedAnswer(AnswerPlan plan, AnswerFormat format) {
        this.format = format;
        this.tokens = plan.tokens();
        this.cursors = new Cursor[plan.choices().size()];
        for (int i = 0; i < cursors.length; i++) {
            cursors[i] = new Cursor(i, plan.choices().get(i));
        }
    }

    /** How many tokens there are to write. */
    public int tokens() {
        return tokens;
    }

    /** The events of the next {@code count} tokens, of all choices together; before the first, the beginning. */
    public byte[] next(int count) {
        Utf8Builder out = new Utf8Builder(EVENT_BYTES + BYTES_PER_TOKEN * count);
        if (!begun) {
            begun = true;
            format.begin(out);
        }
        if (cursors.length == 1) {
            cursors[0].advance(out, count);
        } else {
            int[] shares = shares(count);
            for (int i = 0; i < shares.length; i++) {
                cursors[i].advance(out, shares[i]);
            }
        }
        return out.toByteArray();
    }

    /** The events after the last token. */
    public byte[] ending() {
        Utf8Builder out = new Utf8Builder(EVENT_BYTES);
        format.end(out);
        return out.toByteArray();
    }

    /** The event that says that the model failed. */
    public byte[] error() {
        Utf8Builder out = new Utf8Builder(EVENT_BYTES);
        format.error(out);
        return out.toByteArray();
    }

    /** How many of the next tokens each choice gets. */
    private int[] shares(int count) {
        int[] shares = new int[cursors.length];
        for (int given = 0; given < count; turn = (turn + 1) % cursors.length) {
            if (cursors[turn].left > shares[turn]) {
                shares[turn]++;
                given++;
            }
        }
        return shares;
    }

    /** Where one choice is. */
    private final class Cursor {
        private final int index;
        private final Choice choice;
        private final List<Segment> segments;
        private int segment;
        private int written;
        private int left;

        Cursor(int index, Choice choice) {
            this.index = index;
            this.choice = choice;
            this.segments = choice.segments();
            this.left = choice.tokens();
        }

        void advance(Utf8Builder out, int count) {
            int rest = Math.min(count, left);
            while (rest > 0) {
                Segment current = segments.get(segment);
                if (written == 0) {
                    format.beginSegment(out, index, current);
                }
                int take = Math.min(rest, current.tokens() - written);
                format.tokens(out, index, current, written + 1, take);
                written += take;
                rest -= take;
                left -= take;
                if (written == current.tokens()) {
                    format.endSegment(out, index, current);
                    segment++;
                    written = 0;
                }
                if (left == 0) {
                    format.endChoice(out, index, choice);
                }
            }
        }
    }
}
