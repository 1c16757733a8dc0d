package dev.tokenflow.simulator.reader;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Counts the tokens in a stream of chunks while the bytes come in. A token of the token server has exactly one space,
 * or exactly one sign of U+4E00 to U+9FFF and no space, so these are counted within the strings {@code content},
 * {@code reasoning_content} (chat completions), {@code text} and {@code thinking} (the other APIs). It looks for those
 * fields instead of parsing JSON, because thousands of chunks a second pass here.
 */
final class TokenCounter {
    private static final String[] FIELDS = {"content", "reasoning_content", "text", "thinking"};
    private static final int LONGEST_FIELD = 17;
    private static final byte[] VALUE = ":\"".getBytes(StandardCharsets.US_ASCII);
    /** First byte in UTF-8 of U+4000 to U+9FFF, of which only signs from U+4E00 on are made. */
    private static final int FIRST_SIGN = 0xe4;

    private static final int LAST_SIGN = 0xe9;

    private enum State {
        /** Between strings. */
        OUTSIDE,
        /** In a string that may be a name. */
        NAME,
        /** Behind the name of a field that is counted. */
        BEFORE_VALUE,
        /** In a string that is counted. */
        VALUE
    }

    private final StringBuilder name = new StringBuilder(LONGEST_FIELD + 1);
    private State state = State.OUTSIDE;
    private int before;
    private boolean escaped;
    /** Hex digits of an escape still to come, and what those before make. */
    private int digits;

    private int code;
    private int tokens;

    /** Takes in everything that {@code bytes} holds. */
    void accept(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            switch (state) {
                case OUTSIDE -> outside(b);
                case NAME -> name(b);
                case BEFORE_VALUE -> beforeValue(b);
                case VALUE -> value(b);
            }
        }
    }

    /**
     * The receiver of a body for {@link ResponseParser}. Tokens of an encoded body count when they can be decoded.
     *
     * @throws MalformedResponseException when the encoding is one that nobody here asks for
     */
    ResponseParser.Body forBody(String encoding) throws MalformedResponseException {
        if (encoding.equals("identity")) {
            return this::accept;
        }
        if (encoding.equals("gzip")) {
            return new GzipBody(this::accept);
        }
        throw new MalformedResponseException("the body is encoded as '" + encoding + "', which was not asked for");
    }

    /** Tokens so far. */
    int tokens() {
        return tokens;
    }

    private void outside(byte b) {
        if (b == '"') {
            name.setLength(0);
            state = State.NAME;
        }
    }

    private void name(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
            name.setLength(0);
            name.append('\\'); // no field that is counted
        } else if (b == '"') {
            state = isCounted() ? State.BEFORE_VALUE : State.OUTSIDE;
            before = 0;
        } else if (name.length() <= LONGEST_FIELD) {
            name.append((char) (b & 0xff));
        }
    }

    private void beforeValue(byte b) {
        if (b == VALUE[before]) {
            before++;
            if (before == VALUE.length) {
                state = State.VALUE;
            }
        } else {
            state = State.OUTSIDE; // an array or null, or the word is a value itself
        }
    }

    private void value(byte b) {
        int unsigned = b & 0xff;
        if (digits > 0) {
            code = code << 4 | Character.digit(unsigned, 16);
            digits--;
            if (digits == 0 && code >= 0x4e00 && code <= 0x9fff) {
                tokens++;
            }
        } else if (escaped) {
            escaped = false;
            digits = b == 'u' ? 4 : 0;
            code = 0;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            state = State.OUTSIDE;
        } else if (b == ' ' || (unsigned >= FIRST_SIGN && unsigned <= LAST_SIGN)) {
            tokens++;
        }
    }

    private boolean isCounted() {
        for (String field : FIELDS) {
            if (field.contentEquals(name)) {
                return true;
            }
        }
        return false;
    }
}
