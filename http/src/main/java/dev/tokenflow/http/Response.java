package dev.tokenflow.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A complete answer. {@code Content-Length} and {@code Connection} are the server's business and must not be among the
 * headers.
 *
 * @param status HTTP status, 200 to 599
 * @param headers in the order they are sent; names and values without line breaks
 * @param body not copied; must not change afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Response(int status, List<Header> headers, byte[] body) {
    private static final byte[] NO_BODY = {};

    /** One header line. */
    public record Header(String name, String value) {}

    public Response {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status is " + status + ", expected 200 to 599");
        }
        headers = List.copyOf(headers);
    }

    /** A body of UTF-8 text. */
    public static Response of(int status, String mediaType, String body) {
        return new Response(
                status, List.of(new Header("Content-Type", mediaType)), body.getBytes(StandardCharsets.UTF_8));
    }

    /** 200 with JSON. */
    public static Response json(String body) {
        return of(200, "application/json", body);
    }

    /** A status without a body, as for 204 and 304. */
    public static Response empty(int status) {
        return new Response(status, List.of(), NO_BODY);
    }

    /** Status, headers and body as they leave; {@code keep} = the connection stays open afterwards. */
    ByteBuf toMessage(ByteBufAllocator allocator, boolean keep, boolean withBody) {
        HttpHeaders fields = new DefaultHttpHeaders();
        headers.forEach(header -> fields.add(header.name(), header.value()));
        HeadBytes.date(fields);
        if (status != 204 && status != 304) {
            fields.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        if (!keep) {
            fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        ByteBuf message = HeadBytes.head(allocator, HttpResponseStatus.valueOf(status), fields);
        return withBody ? message.writeBytes(body) : message;
    }

    /** The same answer with one header more. */
    public Response withHeader(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Response(status, more, body);
    }
}
