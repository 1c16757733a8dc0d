package dev.tokenflow.bench.gateway.proxy;

import dev.tokenflow.testbed.process.JavaCommand;
import dev.tokenflow.testbed.process.LogEnd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A proxy that runs, with its children. It ends when this is closed, and by itself after a quarter of an hour. */
public final class ProxyProcess implements AutoCloseable {
    private static final String LIFE_S = "900";
    private static final long START_TIMEOUT_S = 60;
    private static final long STOP_TIMEOUT_S = 5;
    private static final long ASK_MS = 20;
    private static final int LINES_SHOWN = 5;
    private static final Pattern ADDRESS = Pattern.compile("listening on http://[^:]+:(\\d+)");

    /** As the launcher gives them to every command. */
    private static final List<String> USERS_OPTIONS =
            List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private final String name;
    private final Process process;
    private final Path output;
    private final Path log;

    private ProxyProcess(String name, Process process, Path output, Path log) {
        this.name = name;
        this.process = process;
        this.output = output;
        this.log = log;
    }

    /**
     * Starts a main class in a JVM with the options that a user's has.
     *
     * @param folder for its log
     */
    static ProxyProcess java(String name, Path folder, Class<?> main, List<String> arguments) throws IOException {
        String more =
                System.getenv().getOrDefault("TOKENFLOW_BENCH_JAVA_OPTS", "").strip();
        List<String> options = new ArrayList<>(USERS_OPTIONS);
        if (!more.isEmpty()) {
            options.addAll(List.of(more.split("\\s+")));
        }
        return start(name, folder, JavaCommand.withOptions(options, main.getName(), arguments));
    }

    /** Starts any program. */
    static ProxyProcess start(String name, Path folder, List<String> program) throws IOException {
        List<String> command = new ArrayList<>(List.of("timeout", LIFE_S));
        command.addAll(program);
        Path output = folder.resolve(name.replace(' ', '-') + ".out");
        Path log = folder.resolve(name.replace(' ', '-') + ".log");
        Process process = JavaCommand.environment(new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(log.toFile()))
                .start();
        return new ProxyProcess(name, process, output, log);
    }

    /** Waits until it says where it listens. */
    InetSocketAddress awaitAddress() throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_S);
        while (true) {
            Matcher found = ADDRESS.matcher(Files.readString(output));
            if (found.find()) {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(found.group(1)));
            }
            awaitMore(deadlineNs);
        }
    }

    /** Waits until an address can be connected to. */
    void awaitListening(InetSocketAddress address) throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_S);
        while (true) {
            try (java.net.Socket socket = new Socket()) {
                socket.connect(address, 1_000);
                return;
            } catch (IOException e) {
                awaitMore(deadlineNs);
            }
        }
    }

    private void awaitMore(long deadlineNs) throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw failed("ended");
        }
        if (System.nanoTime() > deadlineNs) {
            throw failed("does not listen");
        }
        TimeUnit.MILLISECONDS.sleep(ASK_MS);
    }

    /** CPU time of it and its children so far, user and system, s. */
    public double cpuSeconds() {
        return ProcFiles.cpuSeconds(pids());
    }

    /** Memory of it and its children that is in RAM, bytes. */
    public long residentBytes() {
        return ProcFiles.residentBytes(pids());
    }

    /** What is alive on its heap, bytes; it is collected for that. Only of a JVM. */
    public long liveHeapBytes() throws IOException {
        List<Long> pids = pids();
        Path output = Files.createTempFile("tokenflow-bench-", ".histogram");
        try {
            Process asked = new ProcessBuilder(
                            JavaCommand.program().resolveSibling("jcmd").toString(),
                            Long.toString(pids.getLast()),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!asked.waitFor(START_TIMEOUT_S, TimeUnit.SECONDS)) {
                asked.destroyForcibly();
            }
            try (Stream<String> lines = Files.lines(output)) {
                return lines.filter(line -> line.startsWith("Total"))
                        .map(line -> Long.parseLong(line.strip().split("\\s+")[2]))
                        .findFirst()
                        .orElseThrow(() -> new IOException("jcmd cannot look at the heap of " + name));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the heap of " + name + " was looked at", e);
        } finally {
            Files.delete(output);
        }
    }

    /** Closes its standard input, waits, and ends it by force only when it does not go. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // its end of the pipe is gone: it is going already
        }
        try {
            if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The process itself, not the {@code timeout} around it, and its children. */
    private List<Long> pids() {
        return process.descendants().map(ProcessHandle::pid).toList();
    }

    private IOException failed(String how) {
        return new IOException("the " + name + " process " + how + ": " + LogEnd.of(log, LINES_SHOWN));
    }
}
