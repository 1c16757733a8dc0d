package dev.tokenflow.hints.store;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;

/**
 * The key of a record of the hint topic, {@code scope/name}: which hint it is about.
 *
 * @param scope what the hint speaks for; never {@link Scope#NONE}
 * @param name of whom: {@code address:port}, an address, a prefix or a site; 1 to 255 characters
 */
public record HintKey(Scope scope, String name) {
    private static final int MAX_NAME_LENGTH = 255;

    public HintKey {
        if (scope == Scope.NONE) {
            throw new IllegalArgumentException("a key of scope none names nobody");
        }
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "the name in the key has " + name.length() + " characters, expected 1 to " + MAX_NAME_LENGTH);
        }
    }

    /**
     * Reads a record's key.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public static HintKey parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("the key '" + text + "' has no slash, expected scope/name");
        }
        return new HintKey(Scope.ofWord(text.substring(0, slash)), text.substring(slash + 1));
    }

    /** The key under which a hint is published. */
    public static HintKey of(Hint hint) {
        return new HintKey(hint.scope(), hint.key());
    }

    @Override
    public String toString() {
        return scope.word() + "/" + name;
    }
}
