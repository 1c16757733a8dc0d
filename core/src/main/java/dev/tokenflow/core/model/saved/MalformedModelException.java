package dev.tokenflow.core.model.saved;

import java.io.Serial;

/** Bytes that are no model, or one that cannot be used here; the message says why. */
public final class MalformedModelException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public MalformedModelException(String message) {
        super(message);
    }
}
