package dev.tokenflow.gateway.proxy;

import dev.tokenflow.gateway.delta.Protocol;
import dev.tokenflow.http.Problem;
import dev.tokenflow.http.Response;
import dev.tokenflow.protocol.json.JsonWriter;

/** What API a path belongs to: the protocol of its streams, and the form of its errors. */
enum ApiDialect {
    CHAT(Protocol.CHAT),
    COMPLETIONS(Protocol.COMPLETIONS),
    MESSAGES(Protocol.MESSAGES),
    /** Another path of OpenAI's API. */
    OPENAI(Protocol.UNKNOWN),
    OTHER(Protocol.UNKNOWN);

    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final Protocol protocol;

    ApiDialect(Protocol protocol) {
        this.protocol = protocol;
    }

    static ApiDialect of(String path) {
        if (path.endsWith("/chat/completions")) {
            return CHAT;
        }
        if (path.endsWith("/completions")) {
            return COMPLETIONS;
        }
        if (path.endsWith("/messages")) {
            return MESSAGES;
        }
        return path.startsWith("/v1/") || path.contains("/v1/") ? OPENAI : OTHER;
    }

    /** The protocol of a token stream that answers such a request. */
    Protocol protocol() {
        return protocol;
    }

    /** Whether answers may be token streams that are merged. */
    boolean streamsTokens() {
        return protocol != Protocol.UNKNOWN;
    }

    /**
     * An error of the gateway itself, in the form that clients of this API understand.
     *
     * @param code a word for programs
     */
    Response error(int status, String code, String message) {
        if (this == OTHER) {
            return new Problem(status, message).toResponse();
        }
        String type = status == TOO_MANY
                ? "rate_limit_error"
                : status >= SERVER_ERROR ? "api_error" : "invalid_request_error";
        JsonWriter json = new JsonWriter().beginObject();
        if (this == MESSAGES) {
            json.field("type", "error").name("error").beginObject();
            json.field("type", type).field("message", message).endObject().endObject();
        } else {
            json.name("error").beginObject().field("message", message).field("type", type);
            json.field("param", (String) null).field("code", code).endObject().endObject();
        }
        return Response.of(status, "application/json", json.toString());
    }
}
