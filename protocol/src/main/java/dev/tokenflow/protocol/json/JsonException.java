package dev.tokenflow.protocol.json;

/**
 * Text that is not the JSON it should be: says where and what was expected. No stack trace: it describes input, not
 * code.
 */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    public JsonException(String message) {
        super(message, null, false, false);
    }
}
