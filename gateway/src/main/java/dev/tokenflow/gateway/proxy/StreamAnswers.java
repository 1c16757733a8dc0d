package dev.tokenflow.gateway.proxy;

import dev.tokenflow.http.Request;
import dev.tokenflow.http.encoding.ContentCoding;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which answers are token streams, and what their headers say after the gateway has changed them. */
final class StreamAnswers {
    private static final int OK = 200;
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String NO_TRANSFORM = "no-transform";

    private StreamAnswers() {}

    /** Whether it is a stream of events that may be changed: one neither encoded nor, by its sender, forbidden. */
    static boolean mayBeChanged(Request request, HttpResponse answer) {
        String type = answer.headers().get(HttpHeaderNames.CONTENT_TYPE);
        String coding = answer.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        return answer.status().code() == OK
                && !request.method().equals("HEAD")
                && type != null
                && type.strip().toLowerCase(Locale.ROOT).startsWith(EVENT_STREAM)
                && (coding == null || coding.strip().equalsIgnoreCase("identity"))
                && !forbidsChange(answer.headers())
                && !forbidsChange(request.headers());
    }

    /**
     * Changes the headers of such an answer so that every cache and proxy between here and the reader leaves it alone.
     */
    static void announce(HttpHeaders headers, ContentCoding coding) {
        headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        headers.set("X-Accel-Buffering", "no"); // nginx then passes on what it gets at once
        headers.set(HttpHeaderNames.CACHE_CONTROL, withNoTransform(headers.get(HttpHeaderNames.CACHE_CONTROL)));
        addToList(headers, HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING.toString());
        if (coding == ContentCoding.IDENTITY) {
            headers.remove(HttpHeaderNames.CONTENT_ENCODING);
        } else {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, coding.token());
        }
    }

    private static boolean forbidsChange(HttpHeaders headers) {
        return headers.containsValue(HttpHeaderNames.CACHE_CONTROL, NO_TRANSFORM, true);
    }

    private static String withNoTransform(@Nullable String before) {
        return (before == null || before.isBlank() ? "no-cache" : before) + ", " + NO_TRANSFORM;
    }

    private static void addToList(HttpHeaders headers, CharSequence name, String value) {
        List<String> before = headers.getAll(name);
        if (before.isEmpty()) {
            headers.set(name, value);
        } else if (!headers.containsValue(name, value, true) && !headers.containsValue(name, "*", true)) {
            headers.set(name, String.join(", ", before) + ", " + value);
        }
    }
}
