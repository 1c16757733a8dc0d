package dev.tokenflow.ops.chaos;

import dev.tokenflow.cli.option.MillisecondsConverter;
import dev.tokenflow.cli.option.RateConverter;
import dev.tokenflow.cli.option.ShareConverter;
import dev.tokenflow.cli.option.TimeConverter;
import dev.tokenflow.ops.chaos.fault.Faults;
import dev.tokenflow.ops.chaos.fault.NetworkDevice;
import dev.tokenflow.ops.chaos.fault.Notes;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow chaos}: puts faults on a real interface for a while. */
@Command(
        name = "tokenflow chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {UndoCommand.class, StatusCommand.class},
        description = {
            "Puts faults on what a real interface sends (Linux, root), and takes them off again: when the time is"
                    + " over, on Ctrl-C or kill, by a"
                    + " watchdog when even kill -9 was used, and by 'chaos undo'.",
            "",
            "The rate is a token bucket (tbf) with a queue of one second in front. Delay, jitter and loss are"
                    + " netem's. On a kernel without netem"
                    + " there is no delay, and packets are lost before the queue by a classifier (clsact, cls_bpf)"
                    + " that lets the sender believe"
                    + " they went out, as a network does.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 when the faults were on for the whole time and are off, 128 + n after signal n, 2 when"
                    + " the command or the machine"
                    + " does not allow it."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ChaosCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofHours(24);

    @Spec
    private CommandSpec spec;

    @Option(names = "--dev", paramLabel = "DEV", description = "The interface, as 'ip link' names it. Required.")
    private @Nullable String device;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long, such as 30s or 5m; at most 24h. Required.")
    private @Nullable Duration time;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            converter = MillisecondsConverter.class,
            description = "Delays every packet, such as 100ms; up to 1m.")
    private @Nullable Duration delay;

    @Option(
            names = "--jitter",
            paramLabel = "TIME",
            converter = MillisecondsConverter.class,
            description =
                    "Varies the delay by up to this, so that packets overtake each other; no more than the delay.")
    private @Nullable Duration jitter;

    @Option(
            names = "--loss",
            paramLabel = "SHARE",
            converter = ShareConverter.class,
            description = "Loses packets at random, such as 2%% or 0.02. With segmentation offload a packet here is"
                    + " several on the wire.")
    private @Nullable Double loss;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = RateConverter.class,
            description = "Sends no faster, such as 2mbit or 500kbit; 8kbit to 10gbit.")
    private @Nullable Long rate;

    @Option(
            names = "--netns",
            defaultValue = "",
            paramLabel = "NAME",
            description = "The interface is in this network namespace ('ip netns').")
    private String namespace = "";

    @Option(
            names = "--force",
            description = "Do it even where the default route or your SSH session uses the interface, or where it"
                    + " replaces a qdisc that somebody has set up.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        if (device == null) {
            throw new IllegalArgumentException("--dev is missing: expected an interface, as 'ip link' names it");
        }
        if (time == null) {
            throw new IllegalArgumentException("--for is missing: expected a time such as 30s");
        }
        if (time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "--for is " + time.toMillis() / 1000.0 + " s, expected more than 0, and at most 24h");
        }
        Faults faults = faults();
        Root.require();
        NetworkDevice target = NetworkDevice.find(namespace, device);
        return new ChaosRun(
                        target,
                        faults,
                        time,
                        force,
                        Notes.open(),
                        spec.commandLine().getOut())
                .run();
    }

    private Faults faults() {
        requireSome("--delay", delay != null && delay.isZero());
        requireSome("--jitter", jitter != null && jitter.isZero());
        requireSome("--loss", loss != null && loss == 0);
        requireSome("--rate", rate != null && rate == 0);
        return new Faults(
                delay == null ? Duration.ZERO : delay,
                jitter == null ? Duration.ZERO : jitter,
                loss == null ? 0 : loss,
                rate == null ? 0 : rate);
    }

    private static void requireSome(String option, boolean nothing) {
        if (nothing) {
            throw new IllegalArgumentException(option + " is 0, expected more, or to be left out");
        }
    }
}
