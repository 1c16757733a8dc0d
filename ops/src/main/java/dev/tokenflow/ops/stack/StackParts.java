package dev.tokenflow.ops.stack;

import dev.tokenflow.agent.AgentMain;
import dev.tokenflow.gateway.GatewayMain;
import dev.tokenflow.hints.HintsMain;
import dev.tokenflow.job.TrainJob;
import dev.tokenflow.lab.traffic.TrafficMain;
import dev.tokenflow.ops.build.Checkout;
import dev.tokenflow.ops.machine.Ports;
import dev.tokenflow.ops.machine.Program;
import dev.tokenflow.simulator.SimulatorMain;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a stack, in the order in which they are started. */
final class StackParts {
    private final Path folder;
    private final Ports ports;
    private final Flink flink;
    private final StackPlan plan;
    private final Path root = Checkout.ofThisProcess().root();

    /**
     * Parts of one stack.
     *
     * @param folder the stack's
     * @param plan what it has besides its usual parts
     */
    StackParts(Path folder, Ports ports, Flink flink, StackPlan plan) {
        this.folder = folder;
        this.ports = ports;
        this.flink = flink;
        this.plan = plan;
    }

    /** The broker that everything talks to. */
    StackBroker broker() {
        return new StackBroker("127.0.0.1:" + ports.of(Ports.Use.KAFKA));
    }

    /**
     * All that can run here.
     *
     * @param submitJob brings the job to the cluster, once that has its TaskManagers
     */
    List<StackPart> all(StackPart.Step submitJob) {
        List<StackPart> parts = new ArrayList<>();
        parts.add(kafka());
        parts.add(flink.jobManager());
        parts.add(flink.taskManager(1));
        parts.add(flink.taskManager(2).then(submitJob));
        parts.add(hints());
        if (probeIsPossible()) {
            parts.add(agent());
        }
        if (plan.withEngine()) {
            parts.add(engine());
        }
        if (plan.withGateway()) {
            parts.add(gateway());
        }
        parts.add(simulator());
        parts.add(train());
        prometheus().ifPresent(parts::add);
        return parts;
    }

    private StackPart kafka() {
        Path config = folder.resolve("kafka").resolve("server.properties");
        return new StackPart(
                        "kafka",
                        java("512m", kafka.Kafka.class, config.toString()),
                        () -> broker().answers(),
                        broker().address())
                .then(() -> broker().makeTopics());
    }

    private StackPart hints() {
        return new StackPart(
                "hints",
                java(
                        "256m",
                        HintsMain.class,
                        "--bootstrap-servers",
                        broker().address(),
                        "--port",
                        port(Ports.Use.HINTS)),
                () -> Http.answers(uri(Ports.Use.HINTS, "/readyz")),
                uri(Ports.Use.HINTS, ""));
    }

    /** Ready when it has drained and Kafka has acknowledged a batch. */
    private StackPart agent() {
        List<String> command = java(
                "256m",
                AgentMain.class,
                "--bootstrap-servers",
                broker().address(),
                "--watch-port",
                port(plan.withGateway() ? Ports.Use.GATEWAY : Ports.Use.HINTS),
                "--metrics-port",
                port(Ports.Use.AGENT_METRICS),
                "--bpf-stats");
        return new StackPart(
                "agent",
                command,
                () -> Http.answers(uri(Ports.Use.AGENT_METRICS, "/healthz")),
                uri(Ports.Use.AGENT_METRICS, "/metrics"));
    }

    /** An engine that knows nothing of hints, as engines are. */
    private StackPart engine() {
        return new StackPart(
                "engine",
                java("256m", SimulatorMain.class, "serve", "--sender", "unpaced", "--port", port(Ports.Use.ENGINE)),
                () -> Http.answers(uri(Ports.Use.ENGINE, "/healthz")),
                uri(Ports.Use.ENGINE, ""));
    }

    private StackPart gateway() {
        List<String> arguments = new ArrayList<>(List.of(
                "--listen",
                "127.0.0.1:" + port(Ports.Use.GATEWAY),
                "--admin",
                "127.0.0.1:" + port(Ports.Use.GATEWAY_ADMIN),
                "--hints",
                uri(Ports.Use.HINTS, ""),
                "--bootstrap-servers",
                broker().address()));
        List<String> urls = plan.withEngine()
                ? List.of(uri(Ports.Use.ENGINE, ""))
                : plan.upstreams().stream().map(URI::toString).toList();
        urls.forEach(url -> arguments.addAll(List.of("--upstream", url)));
        return new StackPart(
                "gateway",
                java("384m", GatewayMain.class, arguments.toArray(String[]::new)),
                () -> Http.answers(uri(Ports.Use.GATEWAY_ADMIN, "/readyz")),
                uri(Ports.Use.GATEWAY, ""));
    }

    private StackPart simulator() {
        List<String> arguments = new ArrayList<>(List.of(
                "--bootstrap-servers", broker().address(),
                "--hints", uri(Ports.Use.HINTS, ""),
                "--metrics-port", port(Ports.Use.SIMULATOR_METRICS)));
        if (plan.withEngine()) {
            arguments.addAll(List.of("--gateway", uri(Ports.Use.GATEWAY, "")));
        }
        String metrics = uri(Ports.Use.SIMULATOR_METRICS, "/metrics");
        return new StackPart(
                "simulator",
                java("384m", TrafficMain.class, arguments.toArray(String[]::new)),
                () -> Http.answers(metrics),
                metrics);
    }

    private StackPart train() {
        List<String> command = java(
                "512m",
                TrainJob.class,
                "--bootstrap-servers",
                broker().address(),
                "--every",
                "1 min",
                "--history",
                "20 min");
        return new StackPart("train", command, () -> true, "");
    }

    private Optional<StackPart> prometheus() {
        Path data = folder.resolve("prometheus");
        Path config = data.resolve("prometheus.yml");
        return Program.find("prometheus")
                .map(program -> new StackPart(
                                "prometheus",
                                List.of(
                                        program.toString(),
                                        "--config.file=" + config,
                                        "--storage.tsdb.path=" + data.resolve("data"),
                                        "--storage.tsdb.retention.time=1d",
                                        "--web.listen-address=127.0.0.1:" + port(Ports.Use.PROMETHEUS)),
                                () -> Http.answers(uri(Ports.Use.PROMETHEUS, "/-/ready")),
                                uri(Ports.Use.PROMETHEUS, ""))
                        .before(() -> {
                            Path rules = root.resolve("grafana")
                                    .resolve("prometheus")
                                    .resolve("alerts.yml");
                            Files.createDirectories(data);
                            Files.writeString(
                                    config,
                                    new PrometheusConfig(ports, rules, probeIsPossible(), plan.withGateway()).text());
                        }));
    }

    private String uri(Ports.Use use, String path) {
        return "http://127.0.0.1:" + port(use) + path;
    }

    private String port(Ports.Use use) {
        return Integer.toString(ports.of(use));
    }

    private List<String> java(String heap, Class<?> main, String... arguments) {
        return JavaCommand.withOptions(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx" + heap,
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dtokenflow.root=" + root,
                        "-Dlog4j2.configurationFile=" + folder.resolve("log4j2.properties")),
                main.getName(),
                List.of(arguments));
    }

    /** Whether the agent can load its probe: Linux with type information, and root. */
    private static boolean probeIsPossible() {
        try {
            return System.getProperty("os.name").equals("Linux")
                    && Files.isReadable(Path.of("/sys/kernel/btf/vmlinux"))
                    && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }
}
