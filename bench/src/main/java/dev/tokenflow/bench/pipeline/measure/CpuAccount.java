package dev.tokenflow.bench.pipeline.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CPU time taken so far.
 *
 * @param atNs when, {@link System#nanoTime}
 * @param cpuNs by user
 * @param collectMs time in which the collector held this process up
 */
public record CpuAccount(long atNs, Map<CpuUser, Long> cpuNs, long collectMs) {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final long TICK_NS = 10_000_000L;
    /** Of the numbers behind {@code cpu} in /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int IDLE = 4;

    private static final int IO_WAIT = 5;
    private static final int LAST_BUSY = 8;

    public CpuAccount {
        cpuNs = Map.copyOf(cpuNs);
    }

    /** Of this process, the broker's and the rest of the machine. */
    public static CpuAccount now(ProcessHandle broker) {
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
        long processNs = SYSTEM.getProcessCpuTime();
        cpuNs.put(CpuUser.VIRTUAL_MACHINE, processNs - threadsNs);
        long brokerNs = Stream.concat(Stream.of(broker), broker.descendants())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
        cpuNs.put(CpuUser.BROKER, brokerNs);
        cpuNs.put(CpuUser.ELSE, machineNs() - brokerNs - processNs);
        long collectMs = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
        return new CpuAccount(System.nanoTime(), cpuNs, collectMs);
    }

    /**
     * CPU time of everything that runs on this machine, as Linux tells it in hundredths of a second; 0 where it does
     * not.
     */
    private static long machineNs() {
        Path file = Path.of("/proc/stat");
        if (!Files.isReadable(file)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(file)) {
            String[] ticks = lines.findFirst().orElse("").trim().split("\\s+");
            long busy = 0;
            for (int i = 1; i < ticks.length && i <= LAST_BUSY; i++) {
                busy += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(ticks[i]);
            }
            return busy * TICK_NS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a user took since {@code before}, ns. */
    public long nsSince(CpuAccount before, CpuUser user) {
        return Math.max(0, cpuNs.getOrDefault(user, 0L) - before.cpuNs.getOrDefault(user, 0L));
    }

    /** What a user took since {@code before}, in % of one CPU. */
    public double percentSince(CpuAccount before, CpuUser user) {
        return 100.0 * nsSince(before, user) / (atNs - before.atNs);
    }

    /** How much of the time since {@code before} the collector held the process up, in %. */
    public double collectPercentSince(CpuAccount before) {
        return 100.0 * 1e6 * (collectMs - before.collectMs) / (atNs - before.atNs);
    }
}
