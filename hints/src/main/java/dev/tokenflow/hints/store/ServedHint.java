package dev.tokenflow.hints.store;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.HintCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A hint as it is served: the whole HTTP answer encoded once, when it is first asked for, with gaps of fixed width for
 * the three numbers that depend on the moment (the remaining time to live in the body and in {@code TokenFlow-Ttl-Ms},
 * and {@code max-age}). JSON and HTTP both allow the blanks that fill a gap.
 */
public final class ServedHint {
    /**
     * Header with the remaining time to live in ms; on a 304, which has no body, it is what renews the caller's copy.
     */
    public static final String TTL_HEADER = "TokenFlow-Ttl-Ms";

    /** Longest time to live that is believed. */
    public static final long MAX_TTL_MS = TimeUnit.HOURS.toMillis(1);

    private static final int GAP = 7;
    private static final String BLANKS = " ".repeat(GAP);
    private static final String TTL_MEMBER = ",\"ttl_ms\":";
    private static final String EPOCH_MEMBER = ",\"epoch\":";

    private final Hint hint;
    private final long expiresAtNanos;

    // Encoded when it is first asked for, which most hints never are. Two threads may do that at once: they write the
    // same values, and the message last. These fields are not an object of their own, because with many hints in memory
    // every reference that is followed waits for memory.
    private @Nullable String etag;
    private int maxAgeAt;
    private int ttlHeaderAt;
    private int bodyAt;
    private int bodyTtlAt;
    private volatile byte @Nullable [] message;

    /**
     * A hint that was not asked for yet.
     *
     * @param expiresAtNanos when it stops to hold, by the clock of the store
     */
    public ServedHint(Hint hint, long expiresAtNanos) {
        this.hint = hint;
        this.expiresAtNanos = expiresAtNanos;
    }

    private byte[] message() {
        byte[] known = message;
        return known == null ? encode() : known;
    }

    private byte[] encode() {
        String json = HintCodec.encode(hint.withTtlMs(0));
        String tag = etagOf(json);
        // A quote inside a string is escaped, so this cannot be found in one.
        int ttlAt = json.lastIndexOf(TTL_MEMBER) + TTL_MEMBER.length();
        byte[] before = (json.substring(0, ttlAt) + BLANKS).getBytes(StandardCharsets.UTF_8);
        byte[] after = json.substring(ttlAt + 1).getBytes(StandardCharsets.UTF_8);
        String maxAge = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: " + tag + "\r\nContent-Length: "
                + (before.length + after.length) + "\r\nCache-Control: max-age=";
        String ttl = maxAge + BLANKS + "\r\n" + TTL_HEADER + ": ";
        byte[] head = (ttl + BLANKS + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + before.length + after.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(before, 0, whole, head.length, before.length);
        System.arraycopy(after, 0, whole, head.length + before.length, after.length);
        etag = tag;
        maxAgeAt = maxAge.length();
        ttlHeaderAt = ttl.length();
        bodyAt = head.length;
        bodyTtlAt = head.length + before.length - GAP;
        message = whole;
        return whole;
    }

    /** The hint as it was issued. */
    public Hint hint() {
        return hint;
    }

    /** Changes when the advice or its reasons change, not with each issue of the same hint. */
    public String etag() {
        message();
        return Objects.requireNonNull(etag, "written before the message");
    }

    /** What remains of the time to live, rounded up; 0 or less = expired. */
    public long remainingMs(long nowNanos) {
        long nanos = expiresAtNanos - nowNanos;
        return nanos <= 0 ? 0 : (nanos + 999_999) / 1_000_000;
    }

    /** The whole 200 answer. */
    public ByteBuf toMessage(ByteBufAllocator allocator, long remainingMs) {
        byte[] whole = message();
        ByteBuf out = allocator.directBuffer(whole.length).writeBytes(whole);
        long seconds = remainingMs / 1000;
        putNumber(out, maxAgeAt, seconds, decimalDigits(seconds));
        putNumber(out, ttlHeaderAt, remainingMs, GAP);
        putNumber(out, bodyTtlAt, remainingMs, GAP);
        return out;
    }

    /** Appends the JSON alone. */
    public void appendJson(ByteBuf out, long remainingMs) {
        byte[] whole = message();
        int start = out.writerIndex();
        out.writeBytes(whole, bodyAt, whole.length - bodyAt);
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

    /** Of the members up to the first that changes with each issue of the same hint. */
    private static String etagOf(String json) {
        String advice = json.substring(0, json.lastIndexOf(EPOCH_MEMBER));
        return "W/\"" + Long.toHexString(fnv1a(advice)) + '"';
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
