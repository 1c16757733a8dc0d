package dev.tokenflow.simulator.tun;

import dev.tokenflow.simulator.link.LinkSchedule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulator link}: serves faulty links between pairs of TUN devices until it is told to stop. */
@Command(
        name = "link",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Joins pairs of TUN devices by links whose rate, queue, delay and loss follow a schedule (Linux, root).",
            "Prints {\"ready\":true} when the devices exist, waits for a line 'start <CLOCK_MONOTONIC ns>' on standard"
                    + " input (until then each schedule stays in its first phase), then prints a JSON status line a"
                    + " second per link."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class LinkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = false, multiplicity = "1..*")
    private List<Pair> pairs = new ArrayList<>();

    @Option(names = "--seed", defaultValue = "1", description = "Seed of losses and jitter; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--until-stdin-closes", description = "End when standard input does.")
    private boolean untilStdinCloses;

    /** One link; a group, so that one process can serve several. */
    private static final class Pair {
        @Option(names = "--a", required = true, paramLabel = "NAME", description = "Device at the server's end.")
        private String a = "";

        @Option(names = "--b", required = true, paramLabel = "NAME", description = "Device at the clients' end.")
        private String b = "";

        @Option(
                names = "--schedule",
                paramLabel = "TEXT|FILE",
                description =
                        "Phases such as 'clean 15s rate=50mbit delay=20ms; narrow 20s rate=2mbit delay=20ms buffer=1s',"
                                + " or a file of them; default: the demo's.")
        private @Nullable String schedule;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (TunRelay relay = open()) {
            CountDownLatch ended = new CountDownLatch(1);
            Thread mover = new Thread(() -> moveUntilStopped(relay, ended), "link");
            Thread onExit = new Thread(
                    () -> {
                        relay.stop();
                        awaitQuietly(mover);
                    },
                    "link-shutdown");
            Runtime.getRuntime().addShutdownHook(onExit);
            mover.start();
            out.println("{\"ready\":true}");
            out.flush();
            StartLine start = new StartLine();
            Thread.ofPlatform().daemon().name("link-stdin").start(() -> readCommands(relay, start));
            report(relay, start, ended, out);
            awaitQuietly(mover);
        }
        return 0;
    }

    private TunRelay open() {
        List<TunLinkConfig> configs = new ArrayList<>();
        for (Pair pair : pairs) {
            try {
                configs.add(new TunLinkConfig(pair.a, pair.b, schedule(pair.schedule), seed + configs.size()));
            } catch (IllegalArgumentException e) {
                throw invalid("--schedule or --a/--b of link '" + pair.a + "': " + e.getMessage());
            }
        }
        try {
            return TunRelay.open(configs);
        } catch (IOException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static LinkSchedule schedule(@Nullable String textOrFile) {
        if (textOrFile == null) {
            return LinkSchedule.demo();
        }
        try {
            Path file = Path.of(textOrFile);
            if (Files.isRegularFile(file)) {
                return LinkSchedule.parse(Files.readString(file));
            }
        } catch (InvalidPathException e) {
            return LinkSchedule.parse(textOrFile);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the file " + textOrFile + ": " + e.getMessage(), e);
        }
        return LinkSchedule.parse(textOrFile);
    }

    private static void moveUntilStopped(TunRelay relay, CountDownLatch ended) {
        try {
            relay.run();
        } finally {
            ended.countDown();
        }
    }

    private void readCommands(TunRelay relay, StartLine start) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (start.accept(line)) {
                    relay.start(start.originNs());
                } else {
                    System.err.println("'" + line + "' ignored, expected 'start <CLOCK_MONOTONIC ns>'");
                }
            }
        } catch (IOException e) {
            System.err.println("standard input: " + e.getMessage());
        }
        if (untilStdinCloses) {
            relay.stop();
        }
    }

    private static void report(TunRelay relay, StartLine start, CountDownLatch ended, PrintWriter out)
            throws InterruptedException {
        long nextNs = System.nanoTime();
        do {
            nextNs += TimeUnit.SECONDS.toNanos(1);
            if (ended.await(nextNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
            for (TunLink link : relay.links()) {
                out.println(link.status().toJson(start.originNs(), start.given()));
            }
            out.flush();
        } while (true);
    }

    private static void awaitQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ParameterException invalid(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
