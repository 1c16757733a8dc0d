package dev.tokenflow.client;

import dev.tokenflow.client.pacer.HeldHint;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one address: its last hint, when that expires, and when somebody last asked for it. Any thread may
 * read; methods that write exclude each other.
 */
final class WatchedAddress {
    /**
     * A longer time to live is cut to this one, so that a wrong hint cannot stay. Jobs give hints seconds to live and
     * renew them; what a law saw a minute ago says nothing of a mobile path any more.
     */
    static final long MAX_TTL_MS = TimeUnit.MINUTES.toMillis(1);

    private static final long NOTE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A hint and when it expires, replaced together so that a reader never mixes two hints. */
    private record Held(Hint hint, @Nullable String etag, long expiresAtNanos) {}

    /** Whether somebody will look when the hint expires. */
    final AtomicBoolean awaitsExpiry = new AtomicBoolean();

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

    /** The hint until it expires, then unpaced. */
    Hint hint(long nowNanos) {
        Held now = held;
        return now.expiresAtNanos - nowNanos > 0 ? now.hint : unpaced;
    }

    /** The same with the time until which it may be used. */
    HeldHint heldHint(long nowNanos) {
        Held now = held;
        return now.expiresAtNanos - nowNanos > 0
                ? new HeldHint(now.hint, now.expiresAtNanos)
                : new HeldHint(unpaced, nowNanos);
    }

    /** Notes that somebody asked. Exact to a second, since a write for every call would slow down all callers. */
    void asked(long nowNanos) {
        if (nowNanos - lastAskedNanos > NOTE_EVERY_NANOS) {
            lastAskedNanos = nowNanos;
        }
    }

    long unusedNanos(long nowNanos) {
        return nowNanos - lastAskedNanos;
    }

    /** ETag of the hint that is held, until it expires; null = ask for the whole hint. */
    @Nullable
    String etag(long nowNanos) {
        Held now = held;
        return remainingMs(nowNanos) > 0 || now.hint.scope() == Scope.NONE ? now.etag : null;
    }

    long remainingMs(long nowNanos) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(held.expiresAtNanos - nowNanos));
    }

    /**
     * Takes a hint that was just received; its {@code ttl_ms} counts from now. It is ignored when the hint that is held
     * for the same key is newer.
     *
     * @return whether the advice changed
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

    /** The server says that the hint with this ETag is valid for another {@code ttlMs}. */
    synchronized void renew(String etag, long ttlMs, long nowNanos) {
        if (etag.equals(held.etag)) {
            held = new Held(held.hint, held.etag, expiry(ttlMs, nowNanos));
        }
    }

    /** Whether a hint is held whose end should be told. */
    boolean mayExpire() {
        return held.hint.scope() != Scope.NONE;
    }

    /**
     * Lets go of a hint that has expired.
     *
     * @return what is answered from now on; null when there was nothing to let go of
     */
    synchronized @Nullable Hint expire(long nowNanos) {
        if (!mayExpire() || held.expiresAtNanos - nowNanos > 0) {
            return null;
        }
        held = new Held(unpaced, null, nowNanos);
        return unpaced;
    }

    private static long expiry(long ttlMs, long nowNanos) {
        return nowNanos + TimeUnit.MILLISECONDS.toNanos(Math.min(ttlMs, MAX_TTL_MS));
    }

    private static boolean sameAdvice(Hint a, Hint b) {
        return Double.compare(a.tokensPerSecond(), b.tokensPerSecond()) == 0
                && Double.compare(a.tokensPerChunk(), b.tokensPerChunk()) == 0
                && Double.compare(a.clientBytesPerSecond(), b.clientBytesPerSecond()) == 0
                && Double.compare(a.holdMs(), b.holdMs()) == 0
                && a.state() == b.state()
                && a.scope() == b.scope();
    }
}
