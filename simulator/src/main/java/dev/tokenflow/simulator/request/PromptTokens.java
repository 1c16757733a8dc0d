package dev.tokenflow.simulator.request;

import dev.tokenflow.simulator.text.Utf8Builder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a prompt counts as: a token for every four bytes of UTF-8 in each text, rounded up; four tokens more for each
 * message; three for the beginning of the answer; and 85 for each part of a message that is no text, such as a picture.
 */
public final class PromptTokens {
    /** For the beginning of the answer. */
    public static final int ANSWER = 3;

    private static final int MESSAGE = 4;
    private static final int NOT_TEXT = 85;
    private static final int BYTES_PER_TOKEN = 4;

    private PromptTokens() {}

    /** One text. */
    public static int ofText(@Nullable String text) {
        return text == null ? 0 : (Utf8Builder.utf8(text).length + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    /** One message with its content: a string, or an array of parts. */
    public static int ofMessage(@Nullable Object content) {
        return MESSAGE + ofContent(content);
    }

    /** The content of a message without the message: a string, or an array of parts. */
    public static int ofContent(@Nullable Object content) {
        if (content instanceof String text) {
            return ofText(text);
        }
        int tokens = 0;
        if (content instanceof List<?> parts) {
            for (Object part : parts) {
                tokens += part instanceof Map<?, ?> map && map.get("text") instanceof String text
                        ? ofText(text)
                        : NOT_TEXT;
            }
        }
        return tokens;
    }
}
