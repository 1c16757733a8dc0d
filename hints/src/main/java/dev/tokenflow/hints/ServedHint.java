package dev.tokenflow.hints;

import dev.tokenflow.core.pacing.Hint;
import dev.tokenflow.core.pacing.HintCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A hint as it is served: the whole HTTP answer encoded once, with gaps of fixed width for the three numbers that depend on the moment (the remaining time
 * to live in the body and in {@code TokenFlow-Ttl-Ms}, and {@code max-age}). JSON and HTTP both allow the blanks that fill a gap.
 */
final class ServedHint {
    /** Header with the remaining time to live in ms; on a 304, which has no body, it is what renews the caller's copy. */
    static final String TTL_HEADER = "TokenFlow-Ttl-Ms";

    /** Longest time to live that is believed. */
    static final long MAX_TTL_MS = TimeUnit.HOURS.toMillis(1);

    private static final int GAP = 7;
    private static final String BLANKS = " ".repeat(GAP);
    private static final String TTL_MEMBER = ",\"ttl_ms\":";

    private final Hint hint;
    private final String etag;
    private final long expiresAtNanos;
    private final byte[] message;
    private final int maxAgeAt;
    private final int ttlHeaderAt;
    private final int bodyAt;
    private final int bodyTtlAt;

    ServedHint(Hint hint, long expiresAtNanos) {
        this.hint = hint;
        this.expiresAtNanos = expiresAtNanos;
        this.etag = etagOf(hint);
        String json = HintCodec.encode(hint.withTtlMs(0));
        // A quote inside a string is escaped, so this cannot be found in one.
        int ttlAt = json.lastIndexOf(TTL_MEMBER) + TTL_MEMBER.length();
        byte[] before = (json.substring(0, ttlAt) + BLANKS).getBytes(StandardCharsets.UTF_8);
        byte[] after = json.substring(ttlAt + 1).getBytes(StandardCharsets.UTF_8);
        String maxAge = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: " + etag + "\r\nContent-Length: "
                + (before.length + after.length) + "\r\nCache-Control: max-age=";
        String ttl = maxAge + BLANKS + "\r\n" + TTL_HEADER + ": ";
        byte[] head = (ttl + BLANKS + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        this.maxAgeAt = maxAge.length();
        this.ttlHeaderAt = ttl.length();
        this.bodyAt = head.length;
        this.bodyTtlAt = head.length + before.length - GAP;
        this.message = new byte[head.length + before.length + after.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(before, 0, message, head.length, before.length);
        System.arraycopy(after, 0, message, head.length + before.length, after.length);
    }

    Hint hint() {
        return hint;
    }

    /** Changes when the advice or its reasons change, not with each issue of the same hint. */
    String etag() {
        return etag;
    }

    /** What remains of the time to live, rounded up; 0 or less = expired. */
    long remainingMs(long nowNanos) {
        long nanos = expiresAtNanos - nowNanos;
        return nanos <= 0 ? 0 : (nanos + 999_999) / 1_000_000;
    }

    /** The whole 200 answer. */
    ByteBuf toMessage(ByteBufAllocator allocator, long remainingMs) {
        ByteBuf out = allocator.directBuffer(message.length).writeBytes(message);
        long seconds = remainingMs / 1000;
        putNumber(out, maxAgeAt, seconds, decimalDigits(seconds));
        putNumber(out, ttlHeaderAt, remainingMs, GAP);
        putNumber(out, bodyTtlAt, remainingMs, GAP);
        return out;
    }

    /** Appends the JSON alone. */
    void appendJson(ByteBuf out, long remainingMs) {
        int start = out.writerIndex();
        out.writeBytes(message, bodyAt, message.length - bodyAt);
        putNumber(out, start + bodyTtlAt - bodyAt, remainingMs, GAP);
    }

    private static void putNumber(ByteBuf out, int at, long number, int width) {
        int position = at + width;
        long rest = number;
        do {
            out.setByte(--position, '0' + (int) (rest % 10));
            rest /= 10;
        } while (rest > 0);
    }

    private static int decimalDigits(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private static String etagOf(Hint hint) {
        Hint timeless = new Hint(
                hint.scope(),
                hint.key(),
                hint.tokensPerSecond(),
                hint.tokensPerChunk(),
                hint.state(),
                hint.confidence(),
                hint.rtt(),
                hint.retransmitRate(),
                hint.predictedRttMs(),
                hint.anomalyScore(),
                hint.bytesPerSecond(),
                hint.model(),
                hint.why(),
                0,
                0,
                0,
                0,
                Double.NaN);
        return "W/\"" + Long.toHexString(fnv1a(HintCodec.encode(timeless))) + '"';
    }

    /** FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923). */
    private static long fnv1a(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
