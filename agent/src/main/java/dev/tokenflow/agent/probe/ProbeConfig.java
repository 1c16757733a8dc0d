package dev.tokenflow.agent.probe;

import java.time.Duration;
import java.util.Set;

/**
 * What the kernel side is given before it is loaded.
 *
 * @param filter which sockets
 * @param excludedPorts ports never reported at either end: the agent's own traffic; at most 8
 * @param throttle at most one RTT event per socket in this time, the samples between folded into it; 0 = one for every
 *     sample
 * @param ringBytes size of the ring buffer; a power of two, at least a page
 * @param wakeupBytes the reader is woken when this much is pending; 0 = never
 */
public record ProbeConfig(
        SocketFilter filter, Set<Integer> excludedPorts, Duration throttle, long ringBytes, int wakeupBytes) {
    private static final long MIN_RING_BYTES = 64 << 10;
    private static final long MAX_RING_BYTES = 1 << 30;

    public ProbeConfig {
        excludedPorts = Set.copyOf(excludedPorts);
        if (excludedPorts.size() > ProbeConfigLayout.MAX_EXCLUDED_PORTS) {
            throw new IllegalArgumentException("the brokers use " + excludedPorts.size()
                    + " ports, the probe can exclude " + ProbeConfigLayout.MAX_EXCLUDED_PORTS);
        }
        if (throttle.isNegative() || throttle.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("throttle " + throttle + " is not between 0 and 1 minute");
        }
        if (Long.bitCount(ringBytes) != 1 || ringBytes < MIN_RING_BYTES || ringBytes > MAX_RING_BYTES) {
            throw new IllegalArgumentException("ring of " + ringBytes + " bytes: expected a power of two between "
                    + MIN_RING_BYTES + " and " + MAX_RING_BYTES);
        }
        if (wakeupBytes < 0 || wakeupBytes >= ringBytes) {
            throw new IllegalArgumentException(
                    "wakeup at " + wakeupBytes + " bytes: expected 0 (never) or less than the ring's " + ringBytes);
        }
    }
}
