package dev.tokenflow.simulator.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text of a part of an answer, token by token. Token {@code i} (from 1) is always the same for a seed, so a token
 * that waits costs no memory.
 *
 * <p>Text is either plain words, or a JSON object whose first token is everything up to the first word, and whose last
 * closes it.
 */
public final class TokenText {
    private static final byte[] NOTHING = {};

    private final Vocabulary vocabulary;
    private final long seed;
    private final int length;
    private final @Nullable String opening;
    private final String closing;
    private final int lastVisible;
    private final byte[] lastPlain;

    private TokenText(
            Vocabulary vocabulary,
            long seed,
            int length,
            @Nullable String opening,
            String closing,
            int lastVisible,
            byte[] lastPlain) {
        this.vocabulary = vocabulary;
        this.seed = seed;
        this.length = length;
        this.opening = opening;
        this.closing = closing;
        this.lastVisible = lastVisible;
        this.lastPlain = lastPlain;
    }

    /** Words without an end. */
    public static TokenText words(Vocabulary vocabulary, long seed) {
        return new TokenText(vocabulary, seed, Integer.MAX_VALUE, null, "", Integer.MAX_VALUE, NOTHING);
    }

    /**
     * A JSON object of {@code length} tokens with the words as its last string.
     *
     * @param opening the object up to and with the quote before the words
     */
    public static TokenText json(Vocabulary vocabulary, long seed, int length, String opening) {
        return new TokenText(vocabulary, seed, length, opening, "\" }", Integer.MAX_VALUE, NOTHING);
    }

    /** The same text, of which nothing after {@code bytes} bytes of token {@code token} can be seen. */
    public TokenText cutIn(int token, int bytes) {
        byte[] last = Arrays.copyOf(plain(token), bytes);
        return new TokenText(vocabulary, seed, length, opening, closing, token, last);
    }

    /** A token as text; empty when it cannot be seen. The array may be shared: do not change it. */
    public byte[] plain(int token) {
        if (token >= lastVisible) {
            return token == lastVisible ? lastPlain : NOTHING;
        }
        String fixed = fixed(token);
        if (fixed != null) {
            return Utf8Builder.utf8(fixed);
        }
        int word = vocabulary.wordOf(seed, token);
        return opening == null ? vocabulary.plain(word) : vocabulary.inJson(word);
    }

    /** A token within a JSON string; empty when it cannot be seen. The array may be shared: do not change it. */
    public byte[] inJson(int token) {
        if (token >= lastVisible) {
            return token == lastVisible ? escape(new String(lastPlain, StandardCharsets.UTF_8)) : NOTHING;
        }
        String fixed = fixed(token);
        if (fixed != null) {
            return escape(fixed);
        }
        int word = vocabulary.wordOf(seed, token);
        return opening == null ? vocabulary.inJson(word) : vocabulary.inNestedJson(word);
    }

    /** The {@code rank}th likely other word at this place, within a JSON string; rank from 1. */
    public byte[] otherInJson(int token, int rank) {
        return vocabulary.inJson(vocabulary.wordOf(seed, token) + rank);
    }

    /** The same word as text. */
    public byte[] otherPlain(int token, int rank) {
        return vocabulary.plain(vocabulary.wordOf(seed, token) + rank);
    }

    /** Log probability of a token, made up: -0.0001 to -1. */
    public double logProbability(int token) {
        return -(1 + SeededNumbers.below(10_000, ~seed, token)) / 1e4;
    }

    private @Nullable String fixed(int token) {
        if (opening == null) {
            return null;
        }
        if (token == 1) {
            return length == 1 ? opening + closing : opening;
        }
        return token == length ? closing : null;
    }

    private byte[] escape(String text) {
        return Utf8Builder.utf8(JsonStrings.escape(text, vocabulary.asciiOnly()));
    }
}
