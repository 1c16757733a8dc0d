package dev.tokenflow.agent.host;

/**
 * The agent cannot start: one line that says what is wrong and what to do. No stack trace: it describes the host or the
 * options, not code.
 */
public final class StartupException extends Exception {
    private static final long serialVersionUID = 1L;

    public StartupException(String message) {
        super(message, null, false, false);
    }
}
