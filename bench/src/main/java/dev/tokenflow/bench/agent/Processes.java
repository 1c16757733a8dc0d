package dev.tokenflow.bench.agent;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What the kernel knows of other processes. */
final class Processes {
    private static final Path PROC = Path.of("/proc");
    private static final Set<String> ACKS = Set.of("TCPPureAcks", "TCPHPAcks");
    private static final String TCP_LINE = "TcpExt: ";

    private Processes() {}

    /** The process that a launcher such as {@code timeout} has started: its child's child and so on, or itself. */
    static long innermost(long pid) {
        ProcessHandle handle = ProcessHandle.of(pid).orElseThrow();
        while (true) {
            List<ProcessHandle> children = handle.children().toList();
            if (children.isEmpty()) {
                return handle.pid();
            }
            handle = children.getFirst();
        }
    }

    /** CPU time of a process, all its threads that live, system calls included; ns. */
    static long cpuNs(long pid) throws IOException {
        long sum = 0;
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(PROC.resolve(Long.toString(pid)).resolve("task"))) {
            for (Path thread : threads) {
                try {
                    sum += Long.parseLong(
                            Files.readString(thread.resolve("schedstat")).split(" ")[0]);
                } catch (NoSuchFileException e) {
                    // it has ended meanwhile
                }
            }
        }
        return sum;
    }

    /** Acknowledgements without data that arrived in the network namespace of a process. */
    static long acks(long pid) throws IOException {
        List<String> lines = Files.readAllLines(
                PROC.resolve(Long.toString(pid)).resolve("net").resolve("netstat"));
        List<String> tcp =
                lines.stream().filter(line -> line.startsWith(TCP_LINE)).toList();
        List<String> names = Arrays.asList(tcp.getFirst().split(" "));
        String[] values = tcp.getLast().split(" ");
        long sum = 0;
        for (String name : ACKS) {
            sum += Long.parseLong(values[names.indexOf(name)]);
        }
        return sum;
    }

    /** Sends a signal, such as {@code STOP}. */
    static void signal(String name, long pid) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Most memory of its own that a process had at a time; bytes. */
    static long mostResidentBytes(long pid) throws IOException {
        return Files.readAllLines(PROC.resolve(Long.toString(pid)).resolve("status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                .findFirst()
                .orElseThrow();
    }
}
