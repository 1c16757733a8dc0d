package dev.tokenflow.bench.report;

import dev.tokenflow.cli.CommandException;

/** A benchmark cannot run here: one line that says why and what to do. */
public final class BenchException extends CommandException {
    private static final long serialVersionUID = 1L;

    public BenchException(String message) {
        super(message);
    }
}
