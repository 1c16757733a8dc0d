package dev.tokenflow.gateway.proxy;

import dev.tokenflow.gateway.route.UpstreamConfig;
import dev.tokenflow.http.Request;
import dev.tokenflow.protocol.event.IpAddress;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;

/**
 * Which headers pass a proxy (RFC 9110, section 7.6). Those that concern one connection end here, named by the standard
 * or by the Connection header; all others keep their order and their bytes.
 */
final class HeaderRules {
    private static final List<CharSequence> HOP_BY_HOP = List.of(
            HttpHeaderNames.CONNECTION,
            "keep-alive",
            "proxy-connection",
            HttpHeaderNames.PROXY_AUTHENTICATE,
            HttpHeaderNames.PROXY_AUTHORIZATION,
            HttpHeaderNames.TE,
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.UPGRADE,
            "http2-settings");

    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String FORWARDED_HOST = "X-Forwarded-Host";
    private static final String PSEUDONYM = "1.1 tokenflow";

    private HeaderRules() {}

    /**
     * The headers of a request as the engine gets them.
     *
     * @param peer the other end of the connection that the request came over
     * @param tls whether that connection is encrypted
     * @param plainAnswer whether the engine must not compress, since its answer is to be merged and compressed here
     */
    static HttpHeaders toEngine(Request request, UpstreamConfig to, IpAddress peer, boolean tls, boolean plainAnswer) {
        HttpHeaders headers = endToEnd(request.headers());
        boolean chunked = request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
        String host = request.headers().get(HttpHeaderNames.HOST);
        headers.set(HttpHeaderNames.HOST, to.authority());
        if (host != null && !headers.contains(FORWARDED_HOST)) {
            headers.set(FORWARDED_HOST, host);
        }
        headers.remove(HttpHeaderNames.EXPECT);
        if (chunked) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        if (plainAnswer && headers.contains(HttpHeaderNames.ACCEPT_ENCODING)) {
            headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
        }
        append(headers, FORWARDED_FOR, peer.toString());
        if (!headers.contains(FORWARDED_PROTO)) {
            headers.set(FORWARDED_PROTO, tls ? "https" : "http");
        }
        append(headers, HttpHeaderNames.VIA.toString(), PSEUDONYM);
        return headers;
    }

    /** The headers of an answer as the reader gets them, its body unchanged. */
    static HttpHeaders toReader(HttpHeaders answer) {
        return endToEnd(answer);
    }

    private static HttpHeaders endToEnd(HttpHeaders from) {
        HttpHeaders headers = new DefaultHttpHeaders(false);
        List<String> named = from.getAll(HttpHeaderNames.CONNECTION);
        for (var fields = from.iteratorCharSequence(); fields.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            if (HOP_BY_HOP.stream()
                    .noneMatch(hop ->
                            hop.toString().equalsIgnoreCase(field.getKey().toString()))) {
                headers.add(field.getKey(), field.getValue());
            }
        }
        for (String line : named) {
            for (String name : line.split(",")) {
                String word = name.strip();
                if (!word.isEmpty() && !word.equalsIgnoreCase("close") && !word.equalsIgnoreCase("keep-alive")) {
                    headers.remove(word);
                }
            }
        }
        return headers;
    }

    /** Several values are one list. */
    private static void append(HttpHeaders headers, String name, String value) {
        List<String> before = headers.getAll(name);
        headers.set(name, before.isEmpty() ? value : String.join(", ", before) + ", " + value);
    }
}
