package dev.tokenflow.bench.report;

/** A benchmark cannot run here: one line that says why and what to do. */
public final class BenchException extends Exception {
    private static final long serialVersionUID = 1L;

    public BenchException(String message) {
        super(message, null, false, false);
    }
}
