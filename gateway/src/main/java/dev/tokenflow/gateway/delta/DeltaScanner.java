package dev.tokenflow.gateway.delta;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the JSON of one delta and notes where its variable spans are. The descent is as deep as the protocols are;
 * values without a known meaning are checked and skipped without recursion.
 */
final class DeltaScanner {
    /** The objects of which the members are known. */
    private enum Place {
        ROOT,
        CHOICE,
        DELTA,
        TOOL,
        FUNCTION,
        LOGPROBS,
        MESSAGE,
        USAGE,
        BLOCK
    }

    private static final byte[][] BLOCK_DELTAS = {
        "text_delta".getBytes(StandardCharsets.US_ASCII),
        "thinking_delta".getBytes(StandardCharsets.US_ASCII),
        "input_json_delta".getBytes(StandardCharsets.US_ASCII)
    };
    private static final int NONE = JsonText.NONE;

    private final DeltaFacts facts;
    private final DeltaValues values;
    private byte[] text = {};
    private int end;
    private boolean toolIndex;

    DeltaScanner(DeltaFacts facts) {
        this.facts = facts;
        values = new DeltaValues(facts);
    }

    /**
     * Reads the object at {@code from}.
     *
     * @param origin where the event starts; spans are counted from there
     * @return the position behind the object and its blanks, or -1 if there is no valid object
     */
    int read(byte[] bytes, int origin, int from, int end) {
        this.text = bytes;
        this.end = end;
        values.in(bytes, origin, end);
        int at = JsonText.blanks(bytes, from, end);
        at = JsonText.at(bytes, at, end) == '{' ? object(Place.ROOT, at) : NONE;
        if (at < 0) {
            facts.clear();
            return NONE;
        }
        facts.complete = true;
        return JsonText.blanks(bytes, at, end);
    }

    private int object(Place place, int from) {
        if (JsonText.at(text, from, end) != '{') {
            return values.unknown(from);
        }
        long seen = 0;
        int comma = NONE;
        int at = JsonText.blanks(text, from + 1, end);
        if (JsonText.at(text, at, end) == '}') {
            return at + 1;
        }
        while (true) {
            int name = at;
            at = JsonText.string(text, at, end);
            if (at < 0) {
                return NONE;
            }
            Member member = Member.of(text, name + 1, at - 1);
            if (member != Member.UNKNOWN) {
                facts.understood &= (seen & member.bit()) == 0;
                seen |= member.bit();
            }
            at = JsonText.colon(text, at, end);
            if (at < 0) {
                return NONE;
            }
            if (member == Member.OBFUSCATION && place == Place.ROOT) {
                at = values.padding(comma < 0 ? name : comma, comma < 0, at);
            } else {
                at = JsonText.isNull(text, at, end) ? at + 4 : member(place, member, at);
            }
            if (at < 0) {
                return NONE;
            }
            at = JsonText.blanks(text, at, end);
            int mark = JsonText.at(text, at, end);
            if (mark != ',') {
                return mark == '}' ? at + 1 : NONE;
            }
            comma = at;
            at = JsonText.blanks(text, at + 1, end);
        }
    }

    private int member(Place place, Member member, int at) {
        return switch (place) {
            case ROOT -> root(member, at);
            case CHOICE -> choice(member, at);
            case DELTA -> delta(member, at);
            case TOOL -> tool(member, at);
            case FUNCTION -> function(member, at);
            case LOGPROBS -> logprobs(member, at);
            case MESSAGE -> member == Member.USAGE ? object(Place.USAGE, at) : values.unknown(at);
            case USAGE -> usage(member, at);
            case BLOCK -> block(member, at);
        };
    }

    private int root(Member member, int at) {
        return switch (member) {
            case ID, OBJECT, CREATED, MODEL, SYSTEM_FINGERPRINT, SERVICE_TIER, PROVIDER -> values.fixed(at);
            case TYPE -> type(at);
            case INDEX -> {
                int past = JsonText.literal(text, at, end);
                facts.rootIndex = past > 0 && JsonText.natural(text, at, past) >= 0;
                yield past < 0 ? values.unknown(at) : past;
            }
            case USAGE -> {
                facts.usage = true;
                int past = object(Place.USAGE, at);
                yield past < 0 ? NONE : values.span(SpanKind.LATEST, at, past, past);
            }
            case MESSAGE -> {
                facts.understood = false;
                yield object(Place.MESSAGE, at);
            }
            case ERROR -> {
                facts.error = true;
                yield values.unknown(at);
            }
            case DELTA -> object(Place.BLOCK, at);
            case CHOICES -> choices(at);
            default -> values.unknown(at);
        };
    }

    private int choices(int from) {
        if (JsonText.at(text, from, end) != '[') {
            return values.unknown(from);
        }
        int at = JsonText.blanks(text, from + 1, end);
        if (JsonText.at(text, at, end) == ']') {
            return at + 1;
        }
        while (true) {
            facts.choices++;
            at = object(Place.CHOICE, at);
            at = at < 0 ? NONE : JsonText.blanks(text, at, end);
            int mark = at < 0 ? NONE : JsonText.at(text, at, end);
            if (mark != ',') {
                return mark == ']' ? at + 1 : NONE;
            }
            at = JsonText.blanks(text, at + 1, end);
        }
    }

    private int choice(Member member, int at) {
        return switch (member) {
            case INDEX -> {
                int past = JsonText.literal(text, at, end);
                facts.choice = past < 0 ? NONE : JsonText.natural(text, at, past);
                yield past < 0 ? values.unknown(at) : past;
            }
            case DELTA -> {
                facts.chat = true;
                yield object(Place.DELTA, at);
            }
            case TEXT -> {
                facts.completions = true;
                yield values.concat(TextField.CONTENT, at);
            }
            case FINISH_REASON -> {
                if (values.emptyString(at)) {
                    yield at + 2;
                }
                facts.finishes = true;
                yield values.unknown(at);
            }
            case LOGPROBS -> object(Place.LOGPROBS, at);
            // Azure's verdict on the text: set, never added up, so that equal ones may become one.
            case CONTENT_FILTER_RESULTS -> JsonText.value(text, at, end);
            default -> values.unknown(at);
        };
    }

    private int delta(Member member, int at) {
        return switch (member) {
            case ROLE -> {
                facts.role = true;
                yield values.fixed(at);
            }
            case CONTENT -> values.concat(TextField.CONTENT, at);
            case REFUSAL -> values.concat(TextField.REFUSAL, at);
            case REASONING_CONTENT, REASONING, THINKING -> values.concat(TextField.REASONING, at);
            case TOOL_CALLS -> tools(at);
            default -> values.unknown(at);
        };
    }

    private int tools(int from) {
        if (JsonText.at(text, from, end) != '[') {
            return values.unknown(from);
        }
        int at = JsonText.blanks(text, from + 1, end);
        if (JsonText.at(text, at, end) == ']') {
            return at + 1;
        }
        toolIndex = false;
        at = object(Place.TOOL, at);
        at = at < 0 ? NONE : JsonText.blanks(text, at, end);
        if (at >= 0 && JsonText.at(text, at, end) == ']') {
            facts.understood &= toolIndex;
            return at + 1;
        }
        return values.unknown(from);
    }

    private int tool(Member member, int at) {
        return switch (member) {
            case INDEX -> {
                int past = JsonText.literal(text, at, end);
                toolIndex = past > 0 && JsonText.natural(text, at, past) >= 0;
                yield past < 0 ? values.unknown(at) : past;
            }
            case ID -> values.emptyString(at) ? at + 2 : values.unknown(at);
            case TYPE -> values.fixed(at);
            case FUNCTION -> object(Place.FUNCTION, at);
            default -> values.unknown(at);
        };
    }

    private int function(Member member, int at) {
        return switch (member) {
            case NAME -> values.emptyString(at) ? at + 2 : values.unknown(at);
            case ARGUMENTS -> values.concat(TextField.ARGUMENTS, at);
            default -> values.unknown(at);
        };
    }

    private int logprobs(Member member, int at) {
        return switch (member) {
            case CONTENT, REFUSAL, TOKENS, TOKEN_LOGPROBS, TOP_LOGPROBS, TEXT_OFFSET -> values.append(at);
            default -> values.unknown(at);
        };
    }

    private int usage(Member member, int at) {
        int past = JsonText.value(text, at, end);
        if (past > 0 && (member == Member.COMPLETION_TOKENS || member == Member.OUTPUT_TOKENS)) {
            facts.usageTokens = JsonText.natural(text, at, past);
        }
        return past;
    }

    private int block(Member member, int at) {
        return switch (member) {
            case TYPE -> {
                int past = values.fixed(at);
                for (byte[] name : BLOCK_DELTAS) {
                    facts.blockDelta |= past > 0 && Arrays.equals(text, at + 1, past - 1, name, 0, name.length);
                }
                yield past;
            }
            case TEXT -> values.concat(TextField.CONTENT, at);
            case THINKING -> values.concat(TextField.REASONING, at);
            case PARTIAL_JSON -> values.concat(TextField.ARGUMENTS, at);
            default -> values.unknown(at);
        };
    }

    private int type(int at) {
        int past = JsonText.string(text, at, end);
        if (past < 0) {
            return values.unknown(at);
        }
        facts.type(at + 1, past - 1);
        return past;
    }
}
