package dev.tokenflow.gateway;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Whether the event loops of this process have no time left. Compression is then worth less than the delay it causes.
 * That others use the machine does not count: an engine that computes beside the gateway leaves it the little it needs.
 */
final class CpuMonitor {
    private static final double SHORT_FROM = 0.95;
    private static final double ENOUGH_BELOW = 0.85;

    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final double machineShare;
    private volatile boolean isShort;

    /** @param threads event loops of this process */
    CpuMonitor(int threads) {
        int processors = Runtime.getRuntime().availableProcessors();
        machineShare = (double) Math.min(threads, processors) / processors;
    }

    /** Looks again; to be called about once a second. */
    void look() {
        double load = system.getProcessCpuLoad() / machineShare;
        isShort = load >= (isShort ? ENOUGH_BELOW : SHORT_FROM);
    }

    boolean isShort() {
        return isShort;
    }
}
