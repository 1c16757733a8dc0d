package dev.tokenflow.ops.stack;

import dev.tokenflow.ops.machine.Ports;
import dev.tokenflow.testbed.kafka.KafkaFolder;
import dev.tokenflow.testbed.process.Folders;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * All parts of TokenFlow, as processes of their own on this machine. They go on when this process has ended;
 * {@code state.json} in the folder lists them.
 */
final class Stack {
    private static final long LEAST_SPACE = 1L << 30;
    private static final StackPart.Step NO_STEP = () -> {};

    private final Path folder;
    private final Ports ports;
    private final Flink flink;
    private final StackParts parts;
    private final ProcessRunner runner;
    private final StackState state;
    private final Consumer<String> say;

    private Stack(Path folder, StackState state, Consumer<String> say) throws IOException {
        this.folder = folder;
        this.state = state;
        this.say = say;
        ports = state.ports();
        flink = new Flink(folder.resolve("flink"), ports);
        parts = new StackParts(folder, ports, flink, state.plan());
        runner = new ProcessRunner(folder);
    }

    /**
     * A stack that does not run yet. What an earlier one left in the folder is removed.
     *
     * @param plan what it is to have
     * @throws IOException when the folder is somebody else's, or when there is no room
     */
    static Stack create(Path folder, Ports ports, StackPlan plan, Consumer<String> say) throws IOException {
        if (Files.exists(folder) && !StackState.isIn(folder) && !isEmpty(folder)) {
            throw new IOException(folder + " is no folder of a stack and not empty: give another with --state");
        }
        FileStore store = Files.getFileStore(folder.getParent());
        if (store.getUsableSpace() < LEAST_SPACE) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "only %,d MB are free at %s, %,d are needed: make room, or give another folder with --state",
                    store.getUsableSpace() >> 20,
                    folder.getParent(),
                    LEAST_SPACE >> 20));
        }
        Folders.delete(folder);
        Files.createDirectories(folder.resolve("logs"));
        StackState state = new StackState(folder, ports, plan);
        state.write(); // the folder is the stack's from now on
        return new Stack(folder, state, say);
    }

    /** The stack of a folder; empty when there is none. */
    static Optional<Stack> find(Path folder, Consumer<String> say) throws IOException {
        Optional<StackState> state = StackState.read(folder);
        return state.isEmpty() ? Optional.empty() : Optional.of(new Stack(folder, state.get(), say));
    }

    /** What it was asked to have when it was started. */
    StackPlan plan() {
        return state.plan();
    }

    boolean lives() {
        return state.lives();
    }

    /**
     * Starts what does not run, in order, each once the one before does its work.
     *
     * @param jobJar the job's jar
     */
    void up(Path jobJar) throws IOException, InterruptedException {
        KafkaFolder.prepare(folder.resolve("kafka"), ports.of(Ports.Use.KAFKA), ports.of(Ports.Use.KAFKA_CONTROLLER));
        flink.writeConfig();
        writeLogConfig();
        JobSubmission job = new JobSubmission(flink, jobJar, parts.broker().address(), runner.log("submit"), say);
        for (StackPart part : parts.all(job::submit)) {
            if (state.part(part.name()).flatMap(StackState.Running::process).isEmpty()) {
                start(part);
            }
            part.afterReady().run();
        }
    }

    private void start(StackPart part) throws IOException, InterruptedException {
        part.beforeStart().run();
        long beganNs = System.nanoTime();
        Process process = runner.start(part);
        state.add(StackState.Running.of(part.name(), process.toHandle()));
        runner.awaitReady(part, process);
        say.accept(String.format(
                Locale.ROOT,
                "%-14s ready after %.1f s  %s",
                part.name(),
                (System.nanoTime() - beganNs) / 1e9,
                part.where()));
    }

    /** Ends every process that is the stack's, last started first. */
    void down() throws InterruptedException {
        for (StackState.Running part : state.parts().reversed()) {
            Optional<ProcessHandle> process = part.process();
            if (process.isPresent()) {
                ProcessRunner.end(process.get());
                say.accept(part.name() + " ended");
            }
        }
    }

    /** Removes the folder. */
    void forget() throws IOException {
        Folders.delete(folder);
    }

    /** A line for each part: name, state, pid, where. */
    List<List<String>> status() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("part", "state", "pid", "at"));
        for (StackPart part : parts.all(NO_STEP)) {
            Optional<StackState.Running> running = state.part(part.name());
            if (running.isEmpty()) {
                continue;
            }
            boolean alive = running.get().process().isPresent();
            rows.add(List.of(
                    part.name(),
                    !alive ? "DEAD" : part.isReady() ? "ready" : "not ready",
                    alive ? Long.toString(running.get().pid()) : "-",
                    part.where()));
        }
        rows.add(List.of("job", jobState(), "-", flink.restUri()));
        return rows;
    }

    /** The log of a part. */
    Path log(String part) throws IOException {
        Path log = runner.log(part);
        if (!Files.exists(log)) {
            try (Stream<Path> logs = Files.list(folder.resolve("logs"))) {
                List<String> names = logs.map(
                                path -> path.getFileName().toString().replaceFirst("\\.log$", ""))
                        .sorted()
                        .toList();
                throw new IOException("there is no part '" + part + "', there are: " + String.join(", ", names));
            }
        }
        return log;
    }

    private String jobState() {
        try {
            return flink.jobRuns() ? "ready" : "not ready";
        } catch (IOException e) {
            return "unknown";
        }
    }

    private void writeLogConfig() throws IOException {
        Files.writeString(folder.resolve("log4j2.properties"), """
                rootLogger.level = INFO
                rootLogger.appenderRef.out.ref = out
                appender.out.type = Console
                appender.out.name = out
                appender.out.layout.type = PatternLayout
                appender.out.layout.pattern = %d{ISO8601} %-5p %-40.40c{1.} %m%n
                """);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
