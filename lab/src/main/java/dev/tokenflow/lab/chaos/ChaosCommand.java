package dev.tokenflow.lab.chaos;

import dev.tokenflow.lab.option.TimeConverter;
import dev.tokenflow.lab.stack.StopSignal;
import dev.tokenflow.lab.stack.StoppedException;
import dev.tokenflow.simulator.link.LinkPhase;
import dev.tokenflow.simulator.link.LinkSchedule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenflow chaos}: a fault on a real interface for a while. */
@Command(
        name = "tokenflow chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Slows, delays or loses what leaves a real network interface, for a while (Linux, root).",
            "",
            "Always undone: at the end, on a signal, by a watchdog after kill -9, and by 'chaos undo'. --rate works on every kernel; --delay,"
                    + " --jitter and --loss need its netem and are refused without.",
            ""
        },
        footer = {"", "Exit status: 0 when the fault was on and is undone, 2 when it cannot be had."})
public final class ChaosCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final long TICK_MS = 5_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--dev", paramLabel = "DEV", description = "The interface.")
    private @Nullable String dev;

    @Option(
            names = "--netns",
            defaultValue = "",
            paramLabel = "NAME",
            description = "Named network namespace it is in.")
    private String netns = "";

    @Option(names = "--delay", paramLabel = "TIME", description = "Added to every packet, such as 100ms.")
    private @Nullable String delay;

    @Option(names = "--jitter", paramLabel = "TIME", description = "Spread of the delay, such as 20ms.")
    private @Nullable String jitter;

    @Option(names = "--loss", paramLabel = "P", description = "Packets lost, such as 2%%.")
    private @Nullable String loss;

    @Option(names = "--rate", paramLabel = "RATE", description = "Most bits a second, such as 2mbit.")
    private @Nullable String rate;

    @Option(
            names = "--for",
            converter = TimeConverter.class,
            paramLabel = "TIME",
            description = "How long, such as 30s; at most a day.")
    private @Nullable Duration time;

    @Option(names = "--force", description = "Even where the default route goes.")
    private boolean force;

    private final Ledger ledger = Ledger.ofMachine();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (dev == null || time == null) {
            throw new ParameterException(commandSpec().commandLine(), "--dev and --for are needed");
        }
        if (time.isZero() || time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("--for: expected more than 0 and at most a day");
        }
        Duration lasting = time;
        Device device = new Device(dev, netns);
        Fault fault = new Fault(phase());
        device.require(force);
        if (Files.exists(ledger.file(device))) {
            throw new IOException(device.word() + " has a fault already: './tokenflow chaos undo' takes it away");
        }
        try (StopSignal stop = StopSignal.watch(() -> {})) {
            try {
                return stop.interruptibly(() -> run(device, fault, lasting));
            } catch (InterruptedException e) {
                stop.check();
                throw e;
            }
        } catch (StoppedException e) {
            return e.exitStatus();
        }
    }

    private int run(Device device, Fault fault, Duration lasting) throws IOException, InterruptedException {
        PrintWriter out = commandSpec().commandLine().getOut();
        ledger.note(device, fault);
        boolean applied = false;
        try (Watchdog watchdog = Watchdog.start(device, ledger.file(device), lasting)) {
            fault.apply(device);
            applied = true;
            out.printf(Locale.ROOT, "%s: %s for %d s%n", device.word(), fault, lasting.toSeconds());
            out.flush();
            long endNs = System.nanoTime() + lasting.toNanos();
            for (long leftMs = lasting.toMillis(); leftMs > 0; leftMs = (endNs - System.nanoTime()) / 1_000_000) {
                Thread.sleep(Math.min(leftMs, TICK_MS));
                long leftS = Math.max(0, (endNs - System.nanoTime()) / 1_000_000_000);
                if (leftS > 0) {
                    out.printf(Locale.ROOT, "%d s left%n", leftS);
                    out.flush();
                }
            }
        } finally {
            if (applied) {
                undo(device, out);
            } else {
                ledger.strike(device);
            }
        }
        return 0;
    }

    /** Takes a noted fault away; only what is ours: a discipline that was refused leaves the default. */
    private void undo(Device device, PrintWriter out) {
        boolean interrupted = Thread.interrupted();
        device.clear();
        ledger.strike(device);
        out.println(device.word() + ": undone");
        out.flush();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The quantities in the words of a link schedule, which says what is wrong with them. */
    private LinkPhase phase() {
        StringBuilder words = new StringBuilder("fault 1s");
        append(words, "rate", rate);
        append(words, "delay", delay);
        append(words, "jitter", jitter);
        append(words, "loss", loss);
        try {
            return LinkSchedule.parse(words.toString()).phases().getFirst();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--" + String.valueOf(e.getMessage()).replaceFirst("^phase 1 \\('.*?'\\): ", ""), e);
        }
    }

    private static void append(StringBuilder words, String key, @Nullable String value) {
        if (value != null) {
            words.append(' ').append(key).append('=').append(value.replaceAll("[\\s;#]", "_"));
        }
    }

    /** Takes away what killed runs left. */
    @Command(
            name = "undo",
            mixinStandardHelpOptions = true,
            description = "Undoes every fault that is noted on this machine.")
    int undoAll() throws IOException {
        PrintWriter out = commandSpec().commandLine().getOut();
        List<Device> noted = ledger.noted();
        noted.forEach(device -> undo(device, out));
        if (noted.isEmpty()) {
            out.println("nothing to undo");
        }
        return 0;
    }

    /** Tells what is on. */
    @Command(name = "status", mixinStandardHelpOptions = true, description = "Lists the faults that are on.")
    int status() throws IOException {
        PrintWriter out = commandSpec().commandLine().getOut();
        for (Device device : ledger.noted()) {
            out.println(
                    device.word() + ": " + Files.readString(ledger.file(device)).strip());
        }
        return 0;
    }

    private CommandSpec commandSpec() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set up this command");
        }
        return spec;
    }
}
