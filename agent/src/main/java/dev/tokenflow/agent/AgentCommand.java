package dev.tokenflow.agent;

import dev.tokenflow.agent.batch.Broker;
import dev.tokenflow.agent.file.Replay;
import dev.tokenflow.agent.host.Host;
import dev.tokenflow.agent.host.StartupException;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.protocol.event.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The agent's command line. */
@Command(
        name = "tokenflow agent",
        mixinStandardHelpOptions = true,
        versionProvider = AgentCommand.Version.class,
        sortOptions = false,
        description =
                "Carries the kernel's TCP events of token streams to Kafka. Needs Linux with BTF, and root or CAP_BPF and CAP_PERFMON.",
        footer = {
            "",
            "Exit status: 0 stopped, 1 broke down while running, 2 cannot start (the reason is one line on standard error)."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AgentCommand implements Callable<Integer> {
    private static final Set<String> REPLAY_OPTIONS = Set.of(
            "--replay",
            "--speed",
            "--bootstrap-servers",
            "--kafka-properties",
            "--topic",
            "--queue-bytes",
            "--until-stdin-closes");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--bootstrap-servers",
            defaultValue = "",
            paramLabel = "HOST:PORT",
            description = "Kafka brokers; may be left out with --record.")
    private String bootstrapServers;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Further settings of the Kafka client, such as security.")
    private @Nullable Path kafkaProperties;

    @Option(
            names = "--topic",
            defaultValue = AgentConfig.DEFAULT_TOPIC,
            description = "Where batches go; created when missing. Default: ${DEFAULT-VALUE}.")
    private String topic;

    @Option(names = "--agent-id", paramLabel = "NAME", description = "Names this agent. Default: the host name.")
    private String agentId = Host.name();

    @Option(
            names = "--shards",
            defaultValue = "1",
            paramLabel = "N",
            description = "Ordered streams of batches. Default: ${DEFAULT-VALUE}.")
    private int shards;

    @Option(
            names = "--port",
            split = ",",
            paramLabel = "PORT",
            description = "Watch sockets with this local port: the serving side's.")
    private Set<Integer> ports = new LinkedHashSet<>();

    @Option(
            names = "--netns",
            split = ",",
            paramLabel = "FILE|INODE",
            description = "Watch sockets of this network namespace: /run/netns/NAME or its inode.")
    private List<String> netns = List.of();

    @Option(
            names = "--remote",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Watch sockets connected to this address.")
    private List<String> remotes = List.of();

    @Option(names = "--cgroup", paramLabel = "DIR", description = "Watch sockets of this cgroup v2 and those below it.")
    private @Nullable Path cgroup;

    @Option(names = "--all-sockets", description = "Watch every TCP socket of the host, except connections to Kafka.")
    private boolean allSockets;

    @Option(
            names = "--throttle-ms",
            defaultValue = "10",
            paramLabel = "MS",
            description =
                    "At most one RTT event per socket in this time, samples between folded in; 0: every ACK. Default: ${DEFAULT-VALUE}.")
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
            description = "Empty batch after this time without events. Default: ${DEFAULT-VALUE}.")
    private long heartbeatMs;

    @Option(
            names = "--ring-bytes",
            defaultValue = "16777216",
            paramLabel = "BYTES",
            description = "Ring buffer, a power of two. Default: ${DEFAULT-VALUE}.")
    private long ringBytes;

    @Option(
            names = "--wakeup-bytes",
            paramLabel = "BYTES",
            description = "Wake the agent early when this much is pending; 0: never. Default: an eighth of the ring.")
    private @Nullable Integer wakeupBytes;

    @Option(
            names = "--queue-bytes",
            defaultValue = "67108864",
            paramLabel = "BYTES",
            description = "Batches held while Kafka is away. Default: ${DEFAULT-VALUE}.")
    private long queueBytes;

    @Option(
            names = "--metrics-host",
            defaultValue = AgentConfig.DEFAULT_METRICS_HOST,
            paramLabel = "ADDRESS",
            description = "Where /metrics listens; 0.0.0.0: everywhere. Default: ${DEFAULT-VALUE}.")
    private String metricsHost = "";

    @Option(
            names = "--metrics-port",
            defaultValue = "9464",
            paramLabel = "PORT",
            description = "Port of /metrics; 0: any, -1: none. Default: ${DEFAULT-VALUE}.")
    private int metricsPort;

    @Option(names = "--bpf-stats", description = "Have the kernel time the probe's programs; needs CAP_SYS_ADMIN.")
    private boolean bpfStatistics;

    @Option(names = "--until-stdin-closes", description = "Also stop when standard input ends.")
    private boolean untilStdinCloses;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "Also write what is sent into this file, after what it holds; --replay and 'tokenflow features' read it.")
    private @Nullable Path record;

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description =
                    "Instead of watching sockets, send what a file holds as if it happened now, every agent in it renamed replay-NAME. Needs no probe and no root.")
    private @Nullable Path replay;

    @Option(
            names = "--speed",
            paramLabel = "X",
            description = "How much faster than it was recorded a replay goes. Default: 1.")
    private @Nullable Double speed;

    /** The configuration of a command line. */
    static AgentConfig parse(String... args) {
        AgentCommand command = new AgentCommand();
        try {
            new CommandLine(command).parseArgs(args);
        } catch (ParameterException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return command.config();
    }

    @Override
    public Integer call() {
        if (replay != null) {
            return replay(replay);
        }
        try (Agent agent = Agent.start(config())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> farewell(agent), "agent-stop"));
            if (untilStdinCloses) {
                Thread.ofPlatform().daemon().name("agent-stdin").start(() -> closeAtEnd(System.in, agent::close));
            }
            spec.commandLine().getOut().println(readyLine(agent));
            spec.commandLine().getOut().flush();
            agent.termination().join();
            return CommandLine.ExitCode.OK;
        } catch (StartupException | IllegalArgumentException e) {
            spec.commandLine().getErr().println("agent: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } catch (CompletionException e) {
            spec.commandLine().getErr().println("agent: stopped by an error: " + e.getCause());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int replay(Path file) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            requireReplayOptions();
            Broker broker = new Broker(bootstrapServers, kafkaSettings(), topic, "replay");
            Replay run = new Replay(file, speed == null ? 1 : speed, queueBytes);
            Runtime.getRuntime().addShutdownHook(new Thread(run::stop, "agent-stop"));
            if (untilStdinCloses) {
                Thread.ofPlatform().daemon().name("agent-stdin").start(() -> closeAtEnd(System.in, run::stop));
            }
            out.println(run.run(broker, line -> {
                out.println("agent: " + line);
                out.flush();
            }));
            out.flush();
            return CommandLine.ExitCode.OK;
        } catch (StartupException | IOException | IllegalArgumentException e) {
            spec.commandLine().getErr().println("agent: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }

    /** What belongs to a probe has no meaning for a file: better said than ignored. */
    private void requireReplayOptions() {
        spec.commandLine().getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !REPLAY_OPTIONS.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            name + " belongs to watching sockets: leave it out of a --replay");
                });
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("no Kafka broker is given: --bootstrap-servers HOST:PORT");
        }
    }

    private AgentConfig config() {
        if (speed != null) {
            throw new IllegalArgumentException("--speed belongs to --replay");
        }
        return new AgentConfig(
                bootstrapServers,
                kafkaSettings(),
                topic,
                agentId,
                shards,
                new SocketFilter(ports, namespaces(), addresses(), cgroup, allSockets),
                Duration.ofMillis(throttleMs),
                Duration.ofMillis(flushMs),
                Duration.ofMillis(heartbeatMs),
                ringBytes,
                wakeupBytes == null ? (int) (ringBytes / AgentConfig.WAKEUP_SHARE) : wakeupBytes,
                queueBytes,
                metricsHost,
                metricsPort,
                bpfStatistics,
                Optional.ofNullable(record));
    }

    private Map<String, String> kafkaSettings() {
        Map<String, String> settings = new HashMap<>();
        if (kafkaProperties != null) {
            Properties properties = new Properties();
            try (Reader in = Files.newBufferedReader(kafkaProperties)) {
                properties.load(in);
            } catch (IOException | IllegalArgumentException e) { // the latter: an escape that is none
                throw new IllegalArgumentException(
                        "--kafka-properties " + kafkaProperties + " cannot be read: " + e.getMessage(), e);
            }
            properties.forEach((key, value) -> settings.put(key.toString(), value.toString()));
        }
        return settings;
    }

    private Set<Long> namespaces() {
        Set<Long> inodes = new LinkedHashSet<>();
        for (String namespace : netns) {
            try {
                inodes.add(
                        namespace.matches("\\d+")
                                ? Long.parseLong(namespace)
                                : SocketFilter.netnsInode(Path.of(namespace)));
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "--netns " + namespace + " is neither an inode nor a readable file such as /run/netns/NAME", e);
            }
        }
        return inodes;
    }

    private Set<IpAddress> addresses() {
        Set<IpAddress> addresses = new LinkedHashSet<>();
        for (String remote : remotes) {
            addresses.add(IpAddress.parse(remote));
        }
        return addresses;
    }

    private static String readyLine(Agent agent) {
        String metrics = agent.metricsPort() == AgentConfig.NO_METRICS
                ? "no metrics port"
                : "metrics on port " + agent.metricsPort();
        return "agent: probe attached by " + agent.tier().label() + ", " + metrics;
    }

    /** Runs when the process ends, whether by a signal or by itself. */
    private void farewell(Agent agent) {
        agent.close();
        AgentStats stats = agent.stats();
        spec.commandLine()
                .getOut()
                .println("agent: stopped after " + stats.events() + " events in " + stats.batches() + " batches, "
                        + stats.lostEvents() + " events lost"
                        + agent.recorded().map(text -> "; " + text).orElse(""));
        spec.commandLine().getOut().flush();
    }

    private static void closeAtEnd(InputStream in, Runnable stop) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // as good as its end
        }
        stop.run();
    }

    /** The version the build wrote into the manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = AgentCommand.class.getPackage().getImplementationVersion();
            return new String[] {"TokenFlow " + (version == null ? "(source checkout)" : version)};
        }
    }
}
