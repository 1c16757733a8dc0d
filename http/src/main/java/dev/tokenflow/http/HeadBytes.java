package dev.tokenflow.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * The bytes around a body: status line and headers, chunk sizes, trailers. Netty's encoder is not used for answers: it
 * must know the method of the request (HEAD has no body), and it makes three buffers of each small chunk.
 */
final class HeadBytes {
    private static final byte[] VERSION = ascii("HTTP/1.1 ");
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n");
    private static final int TYPICAL_HEAD = 256;
    /** The longest "size CRLF" before and CRLF after a chunk of at most 2^31 bytes. */
    private static final int CHUNK_FRAME = 12;
    /** The longest "size CRLF". */
    private static final int CHUNK_SIZE = CHUNK_FRAME - 2;

    private static final byte[] HEX = ascii("0123456789abcdef");

    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /** The text of one second, replaced as a whole. */
    private record Second(long epochSecond, String text) {}

    private static volatile Second date = new Second(-1, "");

    private HeadBytes() {}

    /** Status line and headers, with the blank line. */
    static ByteBuf head(ByteBufAllocator allocator, HttpResponseStatus status, HttpHeaders headers) {
        ByteBuf out = allocator.buffer(TYPICAL_HEAD);
        out.writeBytes(VERSION);
        out.writeCharSequence(status.codeAsText(), StandardCharsets.US_ASCII);
        out.writeByte(' ');
        // By RFC 9112, section 4, a reason may hold bytes above 127; Netty reads and writes them as ISO 8859-1.
        out.writeCharSequence(status.reasonPhrase(), StandardCharsets.ISO_8859_1);
        out.writeBytes(CRLF);
        fields(out, headers);
        return out.writeBytes(CRLF);
    }

    /** One chunk of a chunked body. Takes over the content. */
    static ByteBuf chunk(ByteBufAllocator allocator, ByteBuf content) {
        int length = content.readableBytes();
        ByteBuf out = allocator.buffer(length + CHUNK_FRAME);
        out.writeCharSequence(Integer.toHexString(length), StandardCharsets.US_ASCII);
        out.writeBytes(CRLF);
        out.writeBytes(content);
        content.release();
        return out.writeBytes(CRLF);
    }

    /**
     * A buffer for the content of one chunk, with room before it for the size, so that {@link #chunkInPlace} needs no
     * copy.
     *
     * @param bytes of content that are expected; it grows beyond them
     */
    static ByteBuf contentBuffer(ByteBufAllocator allocator, int bytes) {
        return allocator.directBuffer(CHUNK_SIZE + bytes + CRLF.length).setIndex(CHUNK_SIZE, CHUNK_SIZE);
    }

    /** Makes the chunk around the content of a buffer of {@link #contentBuffer}, of which nothing was read. */
    static ByteBuf chunkInPlace(ByteBuf content) {
        int length = content.readableBytes();
        int at = CHUNK_SIZE;
        content.setByte(--at, '\n');
        content.setByte(--at, '\r');
        for (int left = length; left > 0; left >>>= 4) {
            content.setByte(--at, HEX[left & 0xf]);
        }
        return content.readerIndex(at).writeBytes(CRLF);
    }

    /** The end of a chunked body. */
    static ByteBuf lastChunk(ByteBufAllocator allocator, HttpHeaders trailers) {
        ByteBuf out = allocator.buffer(trailers.isEmpty() ? LAST_CHUNK.length + CRLF.length : TYPICAL_HEAD);
        out.writeBytes(LAST_CHUNK);
        fields(out, trailers);
        return out.writeBytes(CRLF);
    }

    /** Adds the present time where there is none, as RFC 9110, section 6.6.1 asks of a server. */
    static void date(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.DATE)) {
            headers.set(HttpHeaderNames.DATE, dateText());
        }
    }

    private static String dateText() {
        long now = System.currentTimeMillis() / 1000;
        Second known = date;
        if (known.epochSecond != now) {
            known = new Second(now, IMF_FIXDATE.format(Instant.ofEpochSecond(now)));
            date = known;
        }
        return known.text;
    }

    private static void fields(ByteBuf out, HttpHeaders headers) {
        for (var fields = headers.iteratorCharSequence(); fields.hasNext(); ) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            out.writeCharSequence(field.getKey(), StandardCharsets.ISO_8859_1);
            out.writeByte(':').writeByte(' ');
            out.writeCharSequence(field.getValue(), StandardCharsets.ISO_8859_1);
            out.writeBytes(CRLF);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
