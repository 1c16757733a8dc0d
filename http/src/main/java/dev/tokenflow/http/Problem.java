package dev.tokenflow.http;

import dev.tokenflow.protocol.json.JsonWriter;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * An error as RFC 9457 {@code application/problem+json}.
 *
 * @param status HTTP status, 400 to 599
 * @param detail one sentence for the caller: what was wrong and what is expected; never internals
 */
public record Problem(int status, String detail) {
    /** Media type of the body. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status is " + status + ", expected 400 to 599");
        }
    }

    /** The reply that carries this problem. */
    public Response toResponse() {
        JsonWriter json = new JsonWriter().beginObject();
        json.field("type", "about:blank")
                .field("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        json.field("status", status).field("detail", detail).endObject();
        return Response.of(status, MEDIA_TYPE, json.toString());
    }
}
