package dev.tokenflow.simulator.reader;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Counts the tokens in a stream of chat completion chunks while the bytes come in: every space in a
 * {@code "content":"…"} is one token, since a token is a space and a word. It looks for that one field instead of
 * parsing JSON, because thousands of chunks a second pass here.
 */
final class TokenCounter {
    private static final byte[] FIELD = "\"content\":\"".getBytes(StandardCharsets.US_ASCII);

    private int matched;
    private boolean inContent;
    private boolean escaped;
    private int tokens;

    /** Takes in everything that {@code bytes} holds. */
    void accept(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (inContent) {
                content(b);
            } else if (b == FIELD[matched]) {
                matched++;
                if (matched == FIELD.length) {
                    matched = 0;
                    inContent = true;
                }
            } else {
                // The field begins with its only quote before the c, so a mismatch can only restart at a quote.
                matched = b == FIELD[0] ? 1 : 0;
            }
        }
    }

    /** Tokens so far. */
    int tokens() {
        return tokens;
    }

    private void content(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inContent = false;
        } else if (b == ' ') {
            tokens++;
        }
    }
}
