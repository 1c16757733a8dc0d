package dev.tokenflow.testbed.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What runs have made on this host, found by name alone: namespaces, devices, and the processes inside those
 * namespaces.
 */
final class Leftovers {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final Path DEVICES = Path.of("/sys/class/net");
    private static final long SHUTDOWN_TIMEOUT_S = 3;

    private Leftovers() {}

    /** Namespaces of the runs that match, sorted. */
    static List<String> namespaces(Predicate<RunName> runs) throws IOException {
        return named(NAMESPACES, name -> RunName.ofNamespace(name).filter(runs).isPresent());
    }

    /** Devices of the runs that match in this process's namespace, sorted. */
    static List<String> devices(Predicate<RunName> runs) throws IOException {
        return named(DEVICES, name -> RunName.ofDevice(name).filter(runs).isPresent());
    }

    /**
     * Whether the process that made a namespace still runs. A process younger than the namespace only has the same id.
     */
    static boolean ownerLives(String namespace, RunName run) {
        Optional<ProcessHandle> owner = ProcessHandle.of(run.ownerPid()).filter(ProcessHandle::isAlive);
        try {
            var made = Files.getLastModifiedTime(NAMESPACES.resolve(namespace)).toInstant();
            return owner.flatMap(process -> process.info().startInstant())
                    .filter(started -> !started.isAfter(made.plusSeconds(1)))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Ends the processes of the runs that match and removes what they made; tells {@code removed} each piece. Nothing
     * there is fine.
     */
    static void remove(Predicate<RunName> runs, Consumer<String> removed) throws IOException {
        List<String> namespaces = namespaces(runs);
        for (String namespace : namespaces) {
            for (ProcessHandle process : processes(namespace)) {
                end(process);
                removed.accept("process " + process.pid() + " in " + namespace);
            }
        }
        for (String namespace : namespaces) {
            if (Files.exists(NAMESPACES.resolve(namespace))) {
                IpCommand.run("netns", "delete", namespace);
                removed.accept("namespace " + namespace);
            }
        }
        for (String device : devices(runs)) {
            try {
                IpCommand.run("link", "delete", device);
                removed.accept("device " + device);
            } catch (IOException e) {
                if (Files.exists(DEVICES.resolve(device))) {
                    throw e;
                }
            }
        }
    }

    private static List<ProcessHandle> processes(String namespace) throws IOException {
        List<ProcessHandle> processes = new ArrayList<>();
        for (String pid : IpCommand.run("netns", "pids", namespace).split("\\s+")) {
            if (!pid.isEmpty() && Long.parseLong(pid) != ProcessHandle.current().pid()) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(processes::add);
            }
        }
        processes.forEach(ProcessHandle::destroy);
        return processes;
    }

    private static void end(ProcessHandle process) {
        try {
            process.onExit().get(SHUTDOWN_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for process " + process.pid() + " failed", e);
        }
    }

    private static List<String> named(Path directory, Predicate<String> wanted) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(wanted)
                    .sorted()
                    .toList();
        }
    }
}
