package dev.tokenflow.bench.gateway.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux tells of processes in {@code /proc}. A process that has ended counts as nothing. */
public final class ProcFiles {
    /** Of all Linux systems that Java runs on: USER_HZ is 100. */
    private static final double TICKS_PER_SECOND = 100;

    private static final long KIB = 1024;
    /** Fields of {@code /proc/PID/stat} behind the name: state is the first, user and system time follow. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;
    /** Of the numbers behind {@code cpu} in /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int IDLE = 4;

    private static final int IO_WAIT = 5;
    private static final int LAST_BUSY = 8;

    private ProcFiles() {}

    static double cpuSeconds(List<Long> pids) {
        long ticks = 0;
        for (long pid : pids) {
            String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
            if (!stat.isEmpty()) {
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                ticks += Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
            }
        }
        return ticks / TICKS_PER_SECOND;
    }

    static long residentBytes(List<Long> pids) {
        return pids.stream()
                .mapToLong(pid -> read(Path.of("/proc", Long.toString(pid), "status"))
                        .lines()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> KIB * Long.parseLong(line.strip().split("\\s+")[1]))
                        .sum())
                .sum();
    }

    /** CPU time of everything that runs on this machine so far, s. */
    public static double machineSeconds() {
        String[] ticks = read(Path.of("/proc/stat"))
                .lines()
                .findFirst()
                .orElse("")
                .strip()
                .split("\\s+");
        long busy = 0;
        for (int i = 1; i < ticks.length && i <= LAST_BUSY; i++) {
            busy += i == IDLE || i == IO_WAIT ? 0 : Long.parseLong(ticks[i]);
        }
        return busy / TICKS_PER_SECOND;
    }

    /** How many files each process may have open; Java raises its own limit to the highest that is allowed. */
    public static long openFilesAllowed() {
        return read(Path.of("/proc/self/limits"))
                .lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring("Max open files".length()).strip().split("\\s+")[1])
                .mapToLong(word -> word.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(word))
                .findFirst()
                .orElse(0);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // the process has ended
        }
    }
}
