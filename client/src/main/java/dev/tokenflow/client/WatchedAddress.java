package dev.tokenflow.client;

import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one address: the last hint, until when it holds, and when somebody asked last. One thread may write
 * at a time, any may read.
 */
final class WatchedAddress {
    /** Longest time to live that is believed. */
    private static final long MAX_TTL_MS = TimeUnit.HOURS.toMillis(1);

    private static final long NOTE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A hint and its end, replaced together so that a reader never sees one without the other. */
    private record Held(Hint hint, @Nullable String etag, long expiresAtNanos) {}

    private final IpAddress address;
    private final Hint unpaced;
    private volatile Held held;
    private volatile long lastAskedNanos;

    WatchedAddress(IpAddress address, long nowNanos) {
        this.address = address;
        this.unpaced = Hint.unpaced(address.toString());
        this.held = new Held(unpaced, null, nowNanos);
        this.lastAskedNanos = nowNanos;
    }

    IpAddress address() {
        return address;
    }

    /** The hint while it holds, else unpaced. */
    Hint hint(long nowNanos) {
        Held now = held;
        return now.expiresAtNanos - nowNanos > 0 ? now.hint : unpaced;
    }

    /** Notes that somebody asked, to the second: a write for each call would make every caller's cache wait for it. */
    void asked(long nowNanos) {
        if (nowNanos - lastAskedNanos > NOTE_EVERY_NANOS) {
            lastAskedNanos = nowNanos;
        }
    }

    long unusedNanos(long nowNanos) {
        return nowNanos - lastAskedNanos;
    }

    /** ETag of what is held while it holds; null = ask for the whole hint. */
    @Nullable
    String etag(long nowNanos) {
        Held now = held;
        return remainingMs(nowNanos) > 0 || now.hint.scope() == Scope.NONE ? now.etag : null;
    }

    long remainingMs(long nowNanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(held.expiresAtNanos - nowNanos));
    }

    /**
     * Takes a hint that was just received; {@code ttl_ms} counts from now. One that the held hint of the same key
     * supersedes is ignored.
     *
     * @return whether the advice is another now
     */
    synchronized boolean receive(Hint received, @Nullable String etag, long nowNanos) {
        Hint before = hint(nowNanos);
        boolean sameKey = before.scope() == received.scope() && before.key().equals(received.key());
        if (sameKey && before.supersedes(received)) {
            return false;
        }
        held = new Held(received, etag, expiry(received.ttlMs(), nowNanos));
        return !sameAdvice(before, hint(nowNanos));
    }

    /** The server says that what is held still stands for {@code ttlMs} more. */
    synchronized void renew(String etag, long ttlMs, long nowNanos) {
        if (etag.equals(held.etag)) {
            held = new Held(held.hint, held.etag, expiry(ttlMs, nowNanos));
        }
    }

    private static long expiry(long ttlMs, long nowNanos) {
        return nowNanos + TimeUnit.MILLISECONDS.toNanos(Math.min(ttlMs, MAX_TTL_MS));
    }

    private static boolean sameAdvice(Hint a, Hint b) {
        return Double.compare(a.tokensPerSecond(), b.tokensPerSecond()) == 0
                && Double.compare(a.tokensPerChunk(), b.tokensPerChunk()) == 0
                && a.state() == b.state()
                && a.scope() == b.scope();
    }
}
