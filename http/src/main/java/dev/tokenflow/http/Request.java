package dev.tokenflow.http;

import dev.tokenflow.protocol.event.IpAddress;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request: its head, and its whole (bounded) body unless a {@link StreamedHandler} takes that. */
public final class Request {
    private final String method;
    private final String uri;
    private final int pathEnd;
    private final HttpHeaders headers;
    private final byte[] body;
    private final IpAddress remoteAddress;
    private final int remotePort;
    private final boolean http11;
    private final boolean keepAlive;
    private Map<String, String> pathParameters = Map.of();
    private @Nullable Map<String, List<String>> query;

    Request(HttpRequest head, byte[] body, IpAddress remoteAddress, int remotePort) {
        this.method = head.method().name();
        this.uri = RequestHead.originForm(head.uri());
        int question = uri.indexOf('?');
        this.pathEnd = question < 0 ? uri.length() : question;
        this.headers = head.headers();
        this.body = body;
        this.remoteAddress = remoteAddress;
        this.remotePort = remotePort;
        this.http11 = head.protocolVersion().equals(HttpVersion.HTTP_1_1);
        this.keepAlive = http11 && HttpUtil.isKeepAlive(head);
    }

    public String method() {
        return method;
    }

    /** Path and query as sent; of an absolute-form target only these. */
    public String target() {
        return uri;
    }

    /** Every header, as it came. Not to be changed. */
    public HttpHeaders headers() {
        return headers;
    }

    /** The path as sent, still percent-encoded, without the query. */
    public String path() {
        return uri.substring(0, pathEnd);
    }

    /**
     * The decoded part of the path that stands for {@code {name}} in the route.
     *
     * @throws IllegalArgumentException when the route has no such part: a mistake in the handler
     */
    public String pathParameter(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no part {" + name + "}");
        }
        return value;
    }

    /**
     * All values of a query parameter, decoded, in order; empty without.
     *
     * @throws ProblemException 400 when the query is not well-formed
     */
    public List<String> queryParameters(String name) {
        if (pathEnd == uri.length()) {
            return List.of();
        }
        if (query == null) {
            try {
                query = new QueryStringDecoder(uri).parameters();
            } catch (IllegalArgumentException e) {
                throw new ProblemException(400, "the query is not well-formed: a % needs two hex digits");
            }
        }
        return query.getOrDefault(name, List.of());
    }

    /** The first value of a query parameter, or null. */
    public @Nullable String queryParameter(String name) {
        List<String> values = queryParameters(name);
        return values.isEmpty() ? null : values.getFirst();
    }

    /**
     * The first value of a header, or null; the name's case does not matter. Netty's constants for names are found
     * faster than strings.
     */
    public @Nullable String header(CharSequence name) {
        return headers.get(name);
    }

    /** The whole body; empty without one. Not copied. */
    public byte[] body() {
        return body;
    }

    /** The whole body as UTF-8. */
    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The peer of the connection. */
    public IpAddress remoteAddress() {
        return remoteAddress;
    }

    /** The peer's port. */
    public int remotePort() {
        return remotePort;
    }

    /** Whether the answer must have no body. */
    boolean isHead() {
        return method.equals("HEAD");
    }

    /** Whether the caller understands chunks. */
    boolean http11() {
        return http11;
    }

    /** Whether the caller wants the connection kept after the answer. */
    boolean keepAlive() {
        return keepAlive;
    }

    void pathParameters(Map<String, String> parameters) {
        this.pathParameters = parameters;
    }
}
