package dev.tokenflow.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request line and its headers must be before anybody looks at them. */
final class RequestHead {
    private RequestHead() {}

    /** What is wrong with the head; null when nothing is. */
    static @Nullable Problem problemOf(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return problemOf(request.decoderResult().cause());
        }
        boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (!http11 && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return new Problem(505, "HTTP/1.1 is expected");
        }
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1) {
            return new Problem(400, "there is more than one Host header");
        }
        if (http11 && hosts.isEmpty()) {
            return new Problem(400, "the Host header is missing");
        }
        if (request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            // A length and chunks at once is how requests are smuggled past a proxy; RFC 9112, section 6.1 allows
            // refusal.
            if (!http11 || request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
                return new Problem(400, "Transfer-Encoding cannot be used here");
            }
            if (!"chunked".equalsIgnoreCase(request.headers().get(HttpHeaderNames.TRANSFER_ENCODING))
                    || request.headers()
                                    .getAll(HttpHeaderNames.TRANSFER_ENCODING)
                                    .size()
                            > 1) {
                return new Problem(501, "the only transfer encoding here is chunked");
            }
        }
        return null;
    }

    /** What the decoder could not read. */
    static Problem problemOf(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line -> new Problem(414, "the request line is too long");
            case TooLongHttpHeaderException header -> new Problem(431, "the headers are too long");
            default -> new Problem(400, "this is not a well-formed HTTP/1.1 request");
        };
    }

    /**
     * The target in origin form. A client may also send the absolute form, {@code http://host/path} (RFC 9112, section
     * 3.2.2), as it would to a proxy.
     */
    static String originForm(String target) {
        int scheme = target.indexOf("://");
        if (scheme <= 0 || target.startsWith("/")) {
            return target;
        }
        for (int i = scheme + 3; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '/') {
                return target.substring(i);
            }
            if (c == '?') {
                return "/" + target.substring(i);
            }
        }
        return "/";
    }
}
