package dev.tokenflow.client.pacer;

import dev.tokenflow.protocol.hint.Hint;
import dev.tokenflow.protocol.hint.Scope;

/**
 * A hint and the time until which it may be used. A sender that waits because of a hint never waits past that time:
 * afterwards nothing is known of the path, and text must not be held back for advice that nobody gives any more.
 *
 * @param hint what to obey
 * @param untilNanos when the hint expires, ns of the clock by which it was received; of no meaning for a hint of
 *     {@link Scope#NONE}, which limits nothing and so never expires
 */
public record HeldHint(Hint hint, long untilNanos) {
    /** {@link #remainingNs} of a hint that does not expire. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** A hint of which no end is known. Its holder has to replace it in time. */
    public static HeldHint withoutEnd(Hint hint, long nowNanos) {
        return new HeldHint(hint, nowNanos + FOREVER / 2);
    }

    /** How much longer the hint may be used, ns; 0 or less = not any more, {@link #FOREVER} = it limits nothing. */
    public long remainingNs(long nowNanos) {
        return hint.scope() == Scope.NONE ? FOREVER : untilNanos - nowNanos;
    }
}
