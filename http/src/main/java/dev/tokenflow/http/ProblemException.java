package dev.tokenflow.http;

/**
 * Thrown by a handler to answer with a {@link Problem}. It has no stack trace, since it describes the request, not the
 * code.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(int status, String detail) {
        super(detail, null, false, false);
        this.problem = new Problem(status, detail);
    }

    public Problem problem() {
        return problem;
    }
}
