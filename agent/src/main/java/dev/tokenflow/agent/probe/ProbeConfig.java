package dev.tokenflow.agent.probe;

import java.time.Duration;

/**
 * What the kernel side is given before it is loaded.
 *
 * @param filter which sockets are watched
 * @param throttle at most one RTT event per socket in this time, the samples between folded into it; 0 = one for every
 *     ACK that brought a sample
 * @param ringBytes size of the ring buffer between kernel and agent; a power of two, 64 KiB to 1 GiB
 * @param wakeupBytes the reader is woken when this much is pending; 0 = never
 * @param limits what strangers can make it cost
 */
public record ProbeConfig(SocketFilter filter, Duration throttle, long ringBytes, int wakeupBytes, ProbeLimits limits) {
    /** A token stream is slower than this and loses nothing by it; a bulk transfer is held to 100 events/s. */
    static final Duration DEFAULT_THROTTLE = Duration.ofMillis(10);

    /** 16 MiB, which is 80 ms of events at 1.2 million a second. */
    static final long DEFAULT_RING_BYTES = 16 << 20;

    private static final int WAKEUP_SHARE = 8;
    private static final long MIN_RING_BYTES = 64 << 10;
    private static final long MAX_RING_BYTES = 1 << 30;

    public ProbeConfig {
        if (throttle.isNegative() || throttle.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("--throttle-ms is " + throttle.toMillis() + ", expected 0 to 60000");
        }
        if (Long.bitCount(ringBytes) != 1 || ringBytes < MIN_RING_BYTES || ringBytes > MAX_RING_BYTES) {
            throw new IllegalArgumentException("--ring-bytes is " + ringBytes + ", expected a power of two between "
                    + MIN_RING_BYTES + " and " + MAX_RING_BYTES);
        }
        if (wakeupBytes < 0 || wakeupBytes >= ringBytes) {
            throw new IllegalArgumentException(
                    "--wakeup-bytes is " + wakeupBytes + ", expected 0 (never) or less than the ring's " + ringBytes);
        }
    }

    /** The defaults for these sockets. */
    public static ProbeConfig of(SocketFilter filter) {
        return of(filter, DEFAULT_THROTTLE, DEFAULT_RING_BYTES);
    }

    /** These sockets, with another throttle and ring. */
    public static ProbeConfig of(SocketFilter filter, Duration throttle, long ringBytes) {
        return new ProbeConfig(filter, throttle, ringBytes, defaultWakeupBytes(ringBytes), ProbeLimits.DEFAULT);
    }

    /** An eighth of the ring: early enough that it does not overflow before the agent has run. */
    public static int defaultWakeupBytes(long ringBytes) {
        return (int) (ringBytes / WAKEUP_SHARE);
    }

    /** The same with at most one RTT event per socket in this time. */
    public ProbeConfig withThrottle(Duration interval) {
        return new ProbeConfig(filter, interval, ringBytes, wakeupBytes, limits);
    }

    /** The same with other limits. */
    public ProbeConfig with(ProbeLimits other) {
        return new ProbeConfig(filter, throttle, ringBytes, wakeupBytes, other);
    }
}
