package dev.tokenflow.cli;

/**
 * A command cannot do what it was asked to do. The message is one line that says why and what to do about it. There is
 * no stack trace: it describes the machine or the options, not the code.
 */
public class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message, null, false, false);
    }
}
