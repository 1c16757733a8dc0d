package dev.tokenflow.ops.stack;

import dev.tokenflow.ops.build.Checkout;
import dev.tokenflow.ops.build.JobJar;
import dev.tokenflow.ops.machine.Ports;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tokenflow up}, {@code status}, {@code logs} and {@code down}. */
public final class StackCommand {
    private StackCommand() {}

    /** What the four have in common. */
    abstract static class OfStack implements Callable<Integer> {
        @Option(
                names = "--state",
                paramLabel = "DIR",
                description =
                        "Where pids, ports, logs and data of the stack are. Default: .tokenflow beside the launcher.")
        private Path folder = Path.of(System.getProperty("tokenflow.root", ".")).resolve(".tokenflow");

        private final PrintStream out = System.out;

        Path folder() {
            return folder.toAbsolutePath().normalize();
        }

        void say(String line) {
            out.println(line);
            out.flush();
        }

        Stack existing() throws IOException {
            return Stack.find(folder(), this::say)
                    .orElseThrow(() -> new IOException(
                            "no stack is up (nothing is noted in " + folder() + "): ./tokenflow up starts one"));
        }
    }

    /** Starts it. */
    @Command(
            name = "up",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Starts the whole stack as processes of their own: Kafka, a Flink JobManager, two TaskManagers (one is"
                        + " enough), the job, the hint server, the agent (Linux, root), simulated traffic, the"
                        + " training,"
                        + " and Prometheus where it is installed; with --gateway also a gateway before an "
                        + "engine. They go on"
                        + " when this command has ended. A second 'up'"
                        + " starts only the parts that have died.",
                ""
            })
    public static final class Up extends OfStack {
        @Option(names = "--free-ports", description = "Use any free ports instead of the usual ones.")
        private boolean freePorts;

        @Option(
                names = "--gateway",
                description = "Also start a gateway: before the simulator's token server, from which simulated readers"
                        + " then read, or before the engines of --upstream.")
        private boolean gateway;

        @Option(
                names = "--upstream",
                paramLabel = "URL",
                description = "With --gateway: the engine to pass requests to, such as http://127.0.0.1:8000. May be"
                        + " given several times.")
        private List<URI> upstreams = List.of();

        @Override
        public Integer call() throws IOException, InterruptedException {
            StackPlan plan = new StackPlan(gateway, upstreams);
            Path file = folder().resolveSibling(folder().getFileName() + ".lock");
            Files.createDirectories(folder().getParent());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = lock(channel)) {
                try {
                    return up(plan);
                } finally {
                    Files.deleteIfExists(file);
                }
            }
        }

        private FileLock lock(FileChannel channel) throws IOException {
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                lock = null;
            }
            if (lock == null) {
                throw new IOException("another './tokenflow up' is at work on " + folder() + ": wait for it");
            }
            return lock;
        }

        private int up(StackPlan plan) throws IOException, InterruptedException {
            Optional<Stack> before = Stack.find(folder(), this::say);
            if (before.isPresent() && before.get().lives()) {
                if (plan.withGateway() && !plan.equals(before.get().plan())) {
                    throw new IOException("the stack is up without this gateway: './tokenflow down' ends it first");
                }
                before.get().up(jobJar());
                say("The stack is up; ./tokenflow status shows it.");
                return 0;
            }
            if (before.isPresent()) {
                say("An earlier stack was not taken down; what it left is removed.");
            }
            Stack stack =
                    Stack.create(folder(), freePorts ? Ports.free() : Ports.usual(plan.unusedPorts()), plan, this::say);
            Thread undo = new Thread(() -> undo(stack), "undo");
            Runtime.getRuntime().addShutdownHook(undo);
            try {
                stack.up(jobJar());
            } catch (IOException e) {
                Runtime.getRuntime().removeShutdownHook(undo);
                undo(stack);
                throw e;
            }
            Runtime.getRuntime().removeShutdownHook(undo);
            say("Up. './tokenflow status' shows it, './tokenflow down' ends it.");
            return 0;
        }

        /** The launcher's command builds the jar when it is old; a test of a build takes the one that Maven made. */
        private static Path jobJar() throws IOException, InterruptedException {
            Checkout checkout = Checkout.ofThisProcess();
            if (Boolean.getBoolean("tokenflow.launcher")) {
                return new JobJar(checkout).upToDate();
            }
            try (Stream<Path> files =
                    Files.list(checkout.root().resolve("flink-job").resolve("target"))) {
                return files.filter(file -> file.toString().endsWith("-job.jar"))
                        .findFirst()
                        .orElseThrow(
                                () -> new IOException("the job's jar is not built: ./tokenflow job jar builds it"));
            }
        }

        /** No half state: what was started is ended again. */
        private static void undo(Stack stack) {
            try {
                stack.down();
                stack.forget();
            } catch (IOException e) {
                System.err.println("tokenflow: not everything could be removed: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Shows it. */
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Shows every part of the stack. Exit status: 0 when all are ready, 1 when one is not, 2 when"
                    + " no stack is"
                    + " up.")
    public static final class Status extends OfStack {
        @Override
        public Integer call() throws IOException {
            List<List<String>> rows = existing().status();
            boolean ready = true;
            for (int i = 0; i < rows.size(); i++) {
                List<String> row = rows.get(i);
                say(String.format(
                        java.util.Locale.ROOT, "%-14s %-10s %-8s %s", row.get(0), row.get(1), row.get(2), row.get(3)));
                ready &= i == 0 || row.get(1).equals("ready");
            }
            return ready ? 0 : 1;
        }
    }

    /** Prints what a part has logged. */
    @Command(name = "logs", mixinStandardHelpOptions = true, description = "Prints the log of a part of the stack.")
    public static final class LogsOf extends OfStack {
        @Parameters(paramLabel = "PART", description = "Such as hints, kafka or taskmanager-1.")
        private String part = "";

        @Option(
                names = {"-f", "--follow"},
                description = "Go on printing what comes, until Ctrl-C.")
        private boolean follow;

        @Override
        public Integer call() throws IOException, InterruptedException {
            Path log = existing().log(part);
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
                byte[] buffer = new byte[1 << 16];
                while (true) {
                    int read = file.read(buffer);
                    if (read > 0) {
                        System.out.print(new String(buffer, 0, read, StandardCharsets.UTF_8));
                    } else if (follow) {
                        System.out.flush();
                        TimeUnit.MILLISECONDS.sleep(200);
                    } else {
                        System.out.flush();
                        return 0;
                    }
                }
            }
        }
    }

    /** Ends it. */
    @Command(
            name = "down",
            mixinStandardHelpOptions = true,
            description = "Ends every process of the stack and removes its folder, data and logs included.")
    public static final class Down extends OfStack {
        @Override
        public Integer call() throws IOException, InterruptedException {
            Stack stack = existing();
            stack.down();
            stack.forget();
            say("Down; nothing is left.");
            return 0;
        }
    }
}
