package dev.tokenflow.agent.host;

import dev.tokenflow.cli.CommandException;

/** The agent cannot start: one line that says what is wrong with the machine or the options, and what to do. */
public final class StartupException extends CommandException {
    private static final long serialVersionUID = 1L;

    public StartupException(String message) {
        super(message);
    }
}
