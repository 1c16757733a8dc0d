package dev.tokenflow.bench.pipeline;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CPU time taken so far.
 *
 * @param atNs      when, {@link System#nanoTime}
 * @param cpuNs     by user
 * @param collectMs time in which the collector held this process up
 */
record CpuAccount(long atNs, Map<CpuUser, Long> cpuNs, long collectMs) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    CpuAccount {
        cpuNs = Map.copyOf(cpuNs);
    }

    /** Of this process and of the broker's. */
    static CpuAccount now(ProcessHandle broker) {
        Map<CpuUser, Long> cpuNs = new EnumMap<>(CpuUser.class);
        long threadsNs = 0;
        for (long id : THREADS.getAllThreadIds()) {
            ThreadInfo thread = THREADS.getThreadInfo(id);
            long ns = THREADS.getThreadCpuTime(id);
            if (thread != null && ns > 0) {
                cpuNs.merge(CpuUser.ofThread(thread.getThreadName()), ns, Long::sum);
                threadsNs += ns;
            }
        }
        cpuNs.put(CpuUser.VIRTUAL_MACHINE, SYSTEM.getProcessCpuTime() - threadsNs);
        long brokerNs = Stream.concat(Stream.of(broker), broker.descendants())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
        cpuNs.put(CpuUser.BROKER, brokerNs);
        long collectMs = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
        return new CpuAccount(System.nanoTime(), cpuNs, collectMs);
    }

    /** What a user took since {@code before}, in % of one CPU. */
    double percentSince(CpuAccount before, CpuUser user) {
        long ns = cpuNs.getOrDefault(user, 0L) - before.cpuNs.getOrDefault(user, 0L);
        return 100.0 * Math.max(0, ns) / (atNs - before.atNs);
    }

    /** How much of the time since {@code before} the collector held the process up, in %. */
    double collectPercentSince(CpuAccount before) {
        return 100.0 * 1e6 * (collectMs - before.collectMs) / (atNs - before.atNs);
    }
}
