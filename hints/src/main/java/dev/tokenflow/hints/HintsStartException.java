package dev.tokenflow.hints;

import dev.tokenflow.cli.CommandException;

/** The hint server cannot start: one line that says what is wrong and what to do. */
public final class HintsStartException extends CommandException {
    private static final long serialVersionUID = 1L;

    HintsStartException(String message) {
        super(message);
    }
}
