package dev.tokenflow.simulator.openai;

import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.simulator.request.ApiException;

/** Errors in OpenAI's form. */
public final class OpenAiErrors {
    /** What a model's failure in the middle of an answer is called. */
    public static final ApiException FAILED = new ApiException(
            500, "The server had an error while processing your request. Sorry about that!", null, null);

    private OpenAiErrors() {}

    /** The body of an error. */
    public static String body(ApiException error) {
        JsonWriter json = new JsonWriter().beginObject().name("error").beginObject();
        json.field("message", error.message()).field("type", type(error.status()));
        return json.field("param", error.parameter())
                .field("code", error.code())
                .endObject()
                .endObject()
                .toString();
    }

    private static String type(int status) {
        if (status == 429) {
            return "requests";
        }
        return status >= 500 ? "server_error" : "invalid_request_error";
    }
}
