package dev.tokenflow.gateway;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Whether the machine, or the share of it that this process may use, has no time left. Compression is then worth less
 * than the delay it causes.
 */
final class CpuMonitor {
    private static final double SHORT_FROM = 0.95;
    private static final double ENOUGH_BELOW = 0.85;

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private volatile boolean isShort;

    /** Looks again; to be called about once a second. */
    void look() {
        double load = system.getCpuLoad();
        isShort = load >= (isShort ? ENOUGH_BELOW : SHORT_FROM);
    }

    boolean isShort() {
        return isShort;
    }
}
