package dev.tokenflow.simulator.link;

import java.time.Duration;

/**
 * What the link does for a while.
 *
 * @param name one word, for people and plots
 * @param duration how long it lasts, &gt; 0; the last phase of a timeline lasts for ever
 * @param rateBitsPerSecond capacity in IP bytes times eight; 0 = nothing passes, {@link #UNLIMITED} = no serialisation
 *     and so no queue
 * @param delay propagation one way
 * @param jitter each packet's delay is {@code delay} ± this, uniform, never below 0
 * @param loss probability that a packet that has passed the queue is lost, 0 to 1
 * @param bufferBytes bytes that may wait, the packet in service included; an idle link takes any packet
 * @param reorder whether jitter may make packets overtake each other; otherwise a late one holds up those behind it
 */
public record LinkPhase(
        String name,
        Duration duration,
        long rateBitsPerSecond,
        Duration delay,
        Duration jitter,
        double loss,
        long bufferBytes,
        boolean reorder) {

    /** A rate that never makes a packet wait. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Fastest limited rate: keeps every product of the model's exact arithmetic within 64 bits. */
    static final long MAX_RATE = 1_000_000_000_000L;

    /** What a link without a stated buffer holds, as time at its rate. */
    public static final Duration DEFAULT_BUFFER = Duration.ofMillis(100);

    private static final Duration LONGEST = Duration.ofDays(365);

    public LinkPhase {
        if (name.isEmpty() || !name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '-' || c == '_')) {
            throw new IllegalArgumentException("name is '" + name + "', expected letters, digits, - and _");
        }
        requireWithin("duration", duration, Duration.ofNanos(1));
        if (rateBitsPerSecond < 0 || (rateBitsPerSecond > MAX_RATE && rateBitsPerSecond != UNLIMITED)) {
            throw new IllegalArgumentException(
                    "rate is " + rateBitsPerSecond + " bit/s, expected 0 to " + MAX_RATE + " or unlimited");
        }
        requireWithin("delay", delay, Duration.ZERO);
        requireWithin("jitter", jitter, Duration.ZERO);
        if (!(loss >= 0 && loss <= 1)) {
            throw new IllegalArgumentException("loss is " + loss + ", expected a probability from 0 to 1");
        }
        if (bufferBytes < 0) {
            throw new IllegalArgumentException("buffer is " + bufferBytes + " bytes, expected >= 0");
        }
    }

    /** A phase that only delays: no rate limit, no loss. */
    public static LinkPhase delayOnly(String name, Duration duration, Duration delay) {
        return new LinkPhase(name, duration, UNLIMITED, delay, Duration.ZERO, 0, 0, false);
    }

    /** Bytes that wait {@code time} at {@code rateBitsPerSecond}; 0 for an unlimited rate, which has no queue. */
    public static long bufferBytes(Duration time, long rateBitsPerSecond) {
        return rateBitsPerSecond == UNLIMITED ? 0 : (long) (rateBitsPerSecond / 8.0 * time.toNanos() / 1e9);
    }

    /** The same moment in the other direction: acknowledgements are delayed, never queued or lost. */
    public LinkPhase reverse() {
        return delayOnly(name, duration, delay);
    }

    /** This phase with another duration. */
    LinkPhase lasting(Duration newDuration) {
        return new LinkPhase(name, newDuration, rateBitsPerSecond, delay, jitter, loss, bufferBytes, reorder);
    }

    private static void requireWithin(String what, Duration value, Duration smallest) {
        if (value.compareTo(smallest) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " is " + value + ", expected " + smallest + " to " + LONGEST);
        }
    }
}
