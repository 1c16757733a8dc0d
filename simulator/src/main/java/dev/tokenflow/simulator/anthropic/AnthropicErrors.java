package dev.tokenflow.simulator.anthropic;

import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.simulator.request.ApiException;

/** Errors in Anthropic's form. */
public final class AnthropicErrors {
    private AnthropicErrors() {}

    /** The body of an error. The parameter at fault has no member of its own, so the message names it. */
    public static String body(ApiException error) {
        return body(type(error.status()), error.message());
    }

    static String body(String type, String message) {
        JsonWriter json = new JsonWriter().beginObject().field("type", "error").name("error");
        json.beginObject().field("type", type).field("message", message).endObject();
        return json.endObject().toString();
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 503, 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }
}
