package dev.tokenflow.agent.probe;

import java.time.Duration;
import java.util.Set;

/**
 * What the kernel side is given before it is loaded.
 *
 * @param filter which sockets are watched
 * @param excludedPorts ports never reported at either end: the agent's own traffic; at most 8
 * @param throttle at most one RTT event per socket in this time, the samples between folded into it; 0 = one for every
 *     ACK that brought a sample
 * @param ringBytes size of the ring buffer between kernel and agent; a power of two, 64 KiB to 1 GiB
 * @param wakeupBytes the reader is woken when this much is pending; 0 = never
 */
public record ProbeConfig(
        SocketFilter filter, Set<Integer> excludedPorts, Duration throttle, long ringBytes, int wakeupBytes) {
    /** A token stream is slower than this and loses nothing by it; a bulk transfer is held to 100 events/s. */
    static final Duration DEFAULT_THROTTLE = Duration.ofMillis(10);

    /** 16 MiB, which is 80 ms of events at 1.2 million a second. */
    static final long DEFAULT_RING_BYTES = 16 << 20;

    private static final int WAKEUP_SHARE = 8;
    private static final long MIN_RING_BYTES = 64 << 10;
    private static final long MAX_RING_BYTES = 1 << 30;

    public ProbeConfig {
        excludedPorts = Set.copyOf(excludedPorts);
        if (excludedPorts.size() > ProbeConfigLayout.MAX_EXCLUDED_PORTS) {
            throw new IllegalArgumentException("the brokers use " + excludedPorts.size()
                    + " ports, the probe can exclude " + ProbeConfigLayout.MAX_EXCLUDED_PORTS);
        }
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

    /** The defaults for these sockets; no port is excluded. */
    public static ProbeConfig of(SocketFilter filter) {
        return new ProbeConfig(
                filter, Set.of(), DEFAULT_THROTTLE, DEFAULT_RING_BYTES, defaultWakeupBytes(DEFAULT_RING_BYTES));
    }

    /** An eighth of the ring: early enough that it does not overflow before the agent has run. */
    public static int defaultWakeupBytes(long ringBytes) {
        return (int) (ringBytes / WAKEUP_SHARE);
    }

    /** The same with at most one RTT event per socket in this time. */
    public ProbeConfig withThrottle(Duration interval) {
        return new ProbeConfig(filter, excludedPorts, interval, ringBytes, wakeupBytes);
    }

    /** The same, never reporting these ports. */
    public ProbeConfig excluding(Set<Integer> ports) {
        return new ProbeConfig(filter, ports, throttle, ringBytes, wakeupBytes);
    }
}
