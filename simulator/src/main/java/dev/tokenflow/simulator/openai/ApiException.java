package dev.tokenflow.simulator.openai;

import dev.tokenflow.http.Response;
import dev.tokenflow.protocol.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * A request that the API refuses, in the shape of OpenAI's errors. It has no stack trace, since it describes the
 * request, not the code.
 */
public final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String parameter;
    private final @Nullable String code;

    private ApiException(int status, String message, @Nullable String parameter, @Nullable String code) {
        super(message, null, false, false);
        this.status = status;
        this.parameter = parameter;
        this.code = code;
    }

    /** 400: a parameter, or the body as a whole when null, is not what it should be. */
    static ApiException invalid(@Nullable String parameter, String message) {
        return new ApiException(400, message, parameter, null);
    }

    /** 404: another model is served. */
    public static ApiException unknownModel(String asked, String served) {
        String message = "The model '" + asked + "' does not exist here; this server has '" + served + "'.";
        return new ApiException(404, message, "model", "model_not_found");
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** The answer to send. */
    public Response toResponse() {
        JsonWriter json = new JsonWriter().beginObject().name("error").beginObject();
        json.field("message", String.valueOf(getMessage())).field("type", "invalid_request_error");
        json.field("param", parameter).field("code", code).endObject().endObject();
        return Response.of(status, "application/json", json.toString());
    }
}
