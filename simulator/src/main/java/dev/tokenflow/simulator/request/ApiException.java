package dev.tokenflow.simulator.request;

import org.jspecify.annotations.Nullable;

/**
 * A request that an API refuses, or an answer that it could not give. Each API has its own form for it. It has no stack
 * trace, since it describes the request, not the code.
 */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String parameter;
    private final @Nullable String code;

    /**
     * @param status HTTP status, 400 to 599
     * @param message for the caller: what was wrong and what is expected
     * @param parameter the one at fault; null = the request as a whole
     * @param code a word for programs; null = none
     */
    public ApiException(int status, String message, @Nullable String parameter, @Nullable String code) {
        super(message, null, false, false);
        this.status = status;
        this.parameter = parameter;
        this.code = code;
    }

    /** 400: a parameter, or the body as a whole when null, is not what it should be. */
    public static ApiException invalid(@Nullable String parameter, String message) {
        return new ApiException(400, message, parameter, null);
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** What was wrong. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** The parameter at fault; null = the request as a whole. */
    public @Nullable String parameter() {
        return parameter;
    }

    /** A word for programs; null = none. */
    public @Nullable String code() {
        return code;
    }
}
