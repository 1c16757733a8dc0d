package dev.tokenflow.gateway.delta;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The names of JSON members that deltas of the known protocols have. Any other name is {@link #UNKNOWN}. */
enum Member {
    ID,
    OBJECT,
    CREATED,
    MODEL,
    SYSTEM_FINGERPRINT,
    SERVICE_TIER,
    PROVIDER,
    CHOICES,
    USAGE,
    OBFUSCATION,
    ERROR,
    TYPE,
    INDEX,
    DELTA,
    MESSAGE,
    TEXT,
    FINISH_REASON,
    LOGPROBS,
    CONTENT_FILTER_RESULTS,
    ROLE,
    CONTENT,
    REFUSAL,
    REASONING_CONTENT,
    REASONING,
    THINKING,
    PARTIAL_JSON,
    TOOL_CALLS,
    FUNCTION,
    NAME,
    ARGUMENTS,
    TOKENS,
    TOKEN_LOGPROBS,
    TOP_LOGPROBS,
    TEXT_OFFSET,
    COMPLETION_TOKENS,
    OUTPUT_TOKENS,
    UNKNOWN;

    private static final int SLOTS = 256;
    private static final Member[] TABLE = table();

    private final byte[] bytes = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);

    /** One bit for each name, to see the same name twice in an object. */
    long bit() {
        return 1L << ordinal();
    }

    /** The member whose name is {@code text[from, to)}, without quotes. A name written with escapes is unknown. */
    static Member of(byte[] text, int from, int to) {
        if (to == from) {
            return UNKNOWN;
        }
        int slot = slot(text, from, to);
        while (TABLE[slot] != UNKNOWN) {
            byte[] name = TABLE[slot].bytes;
            if (Arrays.equals(name, 0, name.length, text, from, to)) {
                return TABLE[slot];
            }
            slot = (slot + 1) % SLOTS;
        }
        return UNKNOWN;
    }

    private static int slot(byte[] text, int from, int to) {
        int length = to - from;
        return (31 * length + 7 * text[from] + 3 * text[to - 1] + 11 * text[from + length / 2]) & (SLOTS - 1);
    }

    private static Member[] table() {
        Member[] table = new Member[SLOTS];
        Arrays.fill(table, UNKNOWN);
        for (Member member : values()) {
            if (member != UNKNOWN) {
                int slot = slot(member.bytes, 0, member.bytes.length);
                while (table[slot] != UNKNOWN) {
                    slot = (slot + 1) % SLOTS;
                }
                table[slot] = member;
            }
        }
        return table;
    }
}
