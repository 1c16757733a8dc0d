package dev.tokenflow.agent;

import dev.tokenflow.agent.batch.BatchConfig;
import dev.tokenflow.agent.host.BpfStatistics;
import dev.tokenflow.agent.host.Host;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.metric.AgentStats;
import dev.tokenflow.agent.metric.MetricsConfig;
import dev.tokenflow.agent.probe.Probe;
import dev.tokenflow.agent.probe.ProbeConfig;
import dev.tokenflow.agent.probe.ProbeLimits;
import dev.tokenflow.cli.ServerLog;
import dev.tokenflow.cli.option.TimeConverter;
import dev.tokenflow.protocol.hint.Tenant;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tokenflow agent}: watches sockets until it is stopped. */
@Command(
        name = "tokenflow agent",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = ReplayCommand.class,
        description = {
            "Carries the kernel's TCP events of token streams to Kafka.",
            "Needs Linux with BTF, and root or CAP_BPF and CAP_PERFMON; with CAP_NET_ADMIN too, round trips come as"
                    + " they end. It gives all of that up as soon as the probe is attached."
        },
        footer = {
            "",
            "Exit status: 0 stopped, 1 broke down while running, 2 cannot start (the reason is one line on standard"
                    + " error)."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AgentCommand implements Callable<Integer> {
    private final boolean mayRestart;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--agent-id", paramLabel = "NAME", description = "Names this agent. Default: the host name.")
    private String agentId = Host.name();

    @Option(
            names = "--tenant",
            defaultValue = Tenant.NONE,
            paramLabel = "NAME",
            description = "The team or customer whose clients this agent watches: letters, digits, '.', '-' and '_'. "
                    + "Their hints have keys such as client@NAME/ADDRESS. Default: none.")
    private String tenant;

    @Option(
            names = "--shards",
            defaultValue = "1",
            paramLabel = "N",
            description = "Ordered streams of batches over which sockets are spread. Default: ${DEFAULT-VALUE}.")
    private int shards;

    @Mixin
    private FilterOptions filter;

    @Mixin
    private AddressOptions addresses;

    @Option(
            names = "--throttle-ms",
            defaultValue = "10",
            paramLabel = "MS",
            description = "At most one RTT event per socket in this time, the samples between are folded into it; "
                    + "0: one for every ACK. Default: ${DEFAULT-VALUE}.")
    private long throttleMs;

    @Option(
            names = "--flush-ms",
            defaultValue = "20",
            paramLabel = "MS",
            description = "Longest wait of an event for its batch. Default: ${DEFAULT-VALUE}.")
    private long flushMs;

    @Option(
            names = "--heartbeat-ms",
            defaultValue = "100",
            paramLabel = "MS",
            description = "An empty batch is sent after this time without events. Default: ${DEFAULT-VALUE}.")
    private long heartbeatMs;

    @Option(
            names = "--ring-bytes",
            defaultValue = "16777216",
            paramLabel = "BYTES",
            description = "Ring buffer between kernel and agent, a power of two. Default: ${DEFAULT-VALUE}.")
    private long ringBytes;

    @Option(
            names = "--wakeup-bytes",
            paramLabel = "BYTES",
            description = "The kernel wakes the agent early when this much is pending; 0: never. "
                    + "Default: an eighth of the ring.")
    private @Nullable Integer wakeupBytes;

    @Option(
            names = "--metrics-host",
            defaultValue = MetricsConfig.DEFAULT_HOST,
            paramLabel = "ADDRESS",
            description =
                    "Address that serves /metrics and /healthz; 0.0.0.0: every address. Default: ${DEFAULT-VALUE}.")
    private String metricsHost = "";

    @Option(
            names = "--metrics-port",
            defaultValue = "9464",
            paramLabel = "PORT",
            description = "Port of /metrics and /healthz; 0: any free one, -1: none. Default: ${DEFAULT-VALUE}.")
    private int metricsPort;

    @Option(
            names = "--healthy-within",
            defaultValue = "5s",
            converter = TimeConverter.class,
            paramLabel = "TIME",
            description = "/healthz answers 200 while events were drained and a batch was acknowledged within this "
                    + "time, else 503 with the reason. Default: ${DEFAULT-VALUE}.")
    private Duration healthyWithin;

    @Option(
            names = "--max-sockets",
            defaultValue = "262144",
            paramLabel = "N",
            description =
                    "Remember this many sockets at most, 400 bytes of kernel memory each; others are not reported, "
                            + "and counted as lost. 0: any number. Default: ${DEFAULT-VALUE}.")
    private int maxSockets;

    @Option(
            names = "--rare-events",
            defaultValue = "10000",
            paramLabel = "N",
            description = "Report this many openings of connections, and as many retransmissions, in a second and on "
                    + "a CPU at most, and count the rest. 0: any number. Default: ${DEFAULT-VALUE}.")
    private int rareEvents;

    @Option(
            names = "--keep-privileges",
            description = "Keep root's privileges, or the capabilities, for the whole run. Without this option they "
                    + "are given up when the probe is attached; then the agent may open only files and ports that "
                    + "its user may open without them.")
    private boolean keepPrivileges;

    @Option(names = "--bpf-stats", description = "Have the kernel time the probe's programs; needs CAP_SYS_ADMIN.")
    private boolean bpfStatistics;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "Also append what is sent to this file, which 'tokenflow agent replay' and 'tokenflow features' "
                            + "read. With it, --bootstrap-servers may be left out.")
    private @Nullable Path record;

    @Option(names = "--replay", hidden = true, arity = "0..1")
    void refuseReplay(@Nullable String file) {
        throw new ParameterException(
                spec.commandLine(), "--replay is a command of its own now: tokenflow agent replay FILE");
    }

    @Option(names = "--port", hidden = true, arity = "0..1")
    void refusePort(@Nullable String port) {
        throw new ParameterException(
                spec.commandLine(),
                "--port is called --watch-port now: the agent watches that port, it does not listen on it");
    }

    /**
     * A command line.
     *
     * @param mayRestart whether this process is the agent's alone, so that it may be started again without privileges
     */
    AgentCommand(boolean mayRestart) {
        this.mayRestart = mayRestart;
    }

    @Override
    public Integer call() throws StartupException {
        ServerLog.use();
        PrintWriter out = spec.commandLine().getOut();
        AgentConfig config = config();
        try (Agent agent = Agent.start(config, probe(config))) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> sayHowItEnded(agent, out), "agent-stop"));
            kafka.onEndOfInput(agent::close);
            out.println(readyLine(agent));
            out.flush();
            agent.termination().join();
            return ExitCode.OK;
        } catch (CompletionException e) {
            spec.commandLine().getErr().println("agent: broke down: " + oneLine(e.getCause()));
            return ExitCode.SOFTWARE;
        }
    }

    /** The probe, attached; in a process without privileges, unless that must be this one as it is. */
    private Probe probe(AgentConfig config) throws StartupException {
        Probe inherited = Probe.inherited();
        if (inherited != null) {
            return inherited;
        }
        Probe probe = Probe.attach(config.probe());
        List<Integer> kept = new ArrayList<>();
        if (config.metrics().bpfStatistics()) {
            kept.add(BpfStatistics.enable().fd()); // until this process ends
        }
        if (mayRestart && !keepPrivileges) {
            probe.leaveToNext(kept);
        }
        return probe;
    }

    /**
     * The configuration that the options describe.
     *
     * @throws IllegalArgumentException with the option, its value and what was expected
     */
    AgentConfig config() {
        return new AgentConfig(
                agentId,
                tenant,
                kafka.config(),
                new BatchConfig(
                        shards,
                        Duration.ofMillis(flushMs),
                        Duration.ofMillis(heartbeatMs),
                        kafka.queueBytes(),
                        kafka.maxAge(),
                        addresses.rule()),
                new ProbeConfig(
                        filter.filter(),
                        Duration.ofMillis(throttleMs),
                        ringBytes,
                        wakeupBytes == null ? ProbeConfig.defaultWakeupBytes(ringBytes) : wakeupBytes,
                        new ProbeLimits(maxSockets, rareEvents)),
                new MetricsConfig(metricsHost, metricsPort, bpfStatistics, healthyWithin),
                Optional.ofNullable(record));
    }

    private static String oneLine(@Nullable Throwable reason) {
        return String.valueOf(reason == null ? null : reason.getMessage())
                .lines()
                .map(String::strip)
                .collect(Collectors.joining(" "));
    }

    private static String readyLine(Agent agent) {
        String metrics = agent.metricsPort() == MetricsConfig.NO_PORT
                ? "no metrics port"
                : "metrics on port " + agent.metricsPort();
        return "agent: probe attached by " + agent.tier().label() + ", " + metrics;
    }

    /** Runs when the process ends, whether by a signal or by itself. */
    private static void sayHowItEnded(Agent agent, PrintWriter out) {
        agent.close();
        AgentStats stats = agent.stats();
        out.println("agent: stopped after " + stats.events() + " events in " + stats.batches() + " batches, "
                + stats.lostEvents() + " events lost"
                + agent.recorded().map(text -> "; " + text).orElse(""));
        out.flush();
    }
}
