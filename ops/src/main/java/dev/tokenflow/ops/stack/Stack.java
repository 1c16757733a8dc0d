package dev.tokenflow.ops.stack;

import dev.tokenflow.agent.AgentMain;
import dev.tokenflow.hints.HintsMain;
import dev.tokenflow.job.TrainJob;
import dev.tokenflow.lab.traffic.TrafficMain;
import dev.tokenflow.ops.machine.Ports;
import dev.tokenflow.testbed.kafka.KafkaFolder;
import dev.tokenflow.testbed.kafka.Topics;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Everything TokenFlow is, as processes of their own on this machine. They outlive this one; {@code state.json} of the
 * folder knows them.
 */
final class Stack {
    /** Place of the job's jar, which the launcher builds. */
    static final String JOB_JAR = "TOKENFLOW_JOB_JAR";

    private static final long LEAST_SPACE = 1L << 30;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration FAREWELL = Duration.ofSeconds(15);
    private static final int LINES_SHOWN = 4;

    private final Path folder;
    private final Ports ports;
    private final Flink flink;
    private final StackState state;
    private final Consumer<String> say;

    private Stack(Path folder, StackState state, Consumer<String> say) throws IOException {
        this.folder = folder;
        this.state = state;
        this.say = say;
        ports = state.ports();
        flink = new Flink(folder.resolve("flink"), ports);
    }

    /**
     * A stack that does not run yet. What an earlier one left in the folder is removed.
     *
     * @throws IOException when the folder is somebody else's, or when there is no room
     */
    static Stack create(Path folder, Ports ports, Consumer<String> say) throws IOException {
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
        delete(folder);
        Files.createDirectories(folder.resolve("logs"));
        StackState state = new StackState(folder, ports);
        state.write(); // the folder is the stack's from now on
        return new Stack(folder, state, say);
    }

    /** The stack of a folder; empty when there is none. */
    static Optional<Stack> find(Path folder, Consumer<String> say) throws IOException {
        Optional<StackState> state = StackState.read(folder);
        return state.isEmpty() ? Optional.empty() : Optional.of(new Stack(folder, state.get(), say));
    }

    boolean lives() {
        return state.lives();
    }

    /** Starts what does not run, in order, each once the one before does its work. */
    void up() throws IOException, InterruptedException {
        Path kafka = KafkaFolder.prepare(
                folder.resolve("kafka"), ports.of(Ports.Use.KAFKA), ports.of(Ports.Use.KAFKA_CONTROLLER));
        flink.writeConfig();
        writeLogConfig();
        for (StackPart part : parts(kafka)) {
            if (state.part(part.name()).flatMap(StackState.Running::process).isEmpty()) {
                start(part);
            }
            if (part.name().equals("kafka")) {
                makeTopics();
            } else if (part.name().equals("taskmanager-2")) {
                submit();
            }
        }
    }

    /** Ends every process that is the stack's, last started first. */
    void down() throws InterruptedException {
        List<StackState.Running> running = state.parts().reversed();
        for (StackState.Running part : running) {
            Optional<ProcessHandle> process = part.process();
            if (process.isPresent()) {
                process.get().destroy();
                try {
                    process.get().onExit().get(FAREWELL.toSeconds(), TimeUnit.SECONDS);
                } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
                    process.get().destroyForcibly();
                }
                say.accept(part.name() + " ended");
            }
        }
    }

    /** Removes the folder. */
    void forget() throws IOException {
        delete(folder);
    }

    /** A line for each part: name, state, pid, where. */
    List<List<String>> status() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("part", "state", "pid", "at"));
        for (StackPart part : parts(folder.resolve("kafka").resolve("server.properties"))) {
            Optional<StackState.Running> running = state.part(part.name());
            if (running.isEmpty()) {
                continue;
            }
            boolean alive = running.get().process().isPresent();
            rows.add(List.of(
                    part.name(),
                    !alive ? "DEAD" : passes(part) ? "ready" : "not ready",
                    alive ? Long.toString(running.get().pid()) : "-",
                    part.where()));
            if (part.name().equals("taskmanager-2")) {
                rows.add(List.of("job", jobState(), "-", flinkUri()));
            }
        }
        return rows;
    }

    /** The log of a part. */
    Path log(String part) throws IOException {
        Path log = folder.resolve("logs").resolve(part + ".log");
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

    private List<StackPart> parts(Path kafkaConfig) {
        String bootstrap = "127.0.0.1:" + ports.of(Ports.Use.KAFKA);
        String hintsUri = "http://127.0.0.1:" + ports.of(Ports.Use.HINTS);
        int agentPort = ports.of(Ports.Use.AGENT_METRICS);
        int simulatorPort = ports.of(Ports.Use.SIMULATOR_METRICS);
        List<StackPart> parts = new ArrayList<>();
        parts.add(new StackPart(
                "kafka",
                java("512m", kafka.Kafka.class, kafkaConfig.toString()),
                () -> brokerAnswers(bootstrap),
                bootstrap));
        parts.add(flink.jobManager());
        parts.add(flink.taskManager(1));
        parts.add(flink.taskManager(2));
        parts.add(new StackPart(
                "hints",
                java(
                        "256m",
                        HintsMain.class,
                        "--bootstrap-servers",
                        bootstrap,
                        "--port",
                        Integer.toString(ports.of(Ports.Use.HINTS))),
                () -> Http.answers(hintsUri + "/readyz"),
                hintsUri));
        if (probePossible()) {
            parts.add(new StackPart(
                    "agent",
                    java(
                            "256m",
                            AgentMain.class,
                            "--bootstrap-servers",
                            bootstrap,
                            "--watch-port",
                            Integer.toString(ports.of(Ports.Use.HINTS)),
                            "--metrics-port",
                            Integer.toString(agentPort),
                            "--bpf-stats"),
                    () -> Http.answers("http://127.0.0.1:" + agentPort + "/metrics"),
                    "http://127.0.0.1:" + agentPort + "/metrics"));
        }
        parts.add(new StackPart(
                "simulator",
                java(
                        "384m",
                        TrafficMain.class,
                        "--bootstrap-servers",
                        bootstrap,
                        "--hints",
                        hintsUri,
                        "--metrics-port",
                        Integer.toString(simulatorPort)),
                () -> Http.answers("http://127.0.0.1:" + simulatorPort + "/metrics"),
                "http://127.0.0.1:" + simulatorPort + "/metrics"));
        parts.add(new StackPart(
                "train",
                java(
                        "512m",
                        TrainJob.class,
                        "--bootstrap-servers",
                        bootstrap,
                        "--every",
                        "1 min",
                        "--history",
                        "20 min"),
                () -> true,
                ""));
        prometheus().ifPresent(parts::add);
        return parts;
    }

    private Optional<StackPart> prometheus() {
        Optional<Path> program = program("prometheus");
        if (program.isEmpty()) {
            return Optional.empty();
        }
        int port = ports.of(Ports.Use.PROMETHEUS);
        Path data = folder.resolve("prometheus");
        String uri = "http://127.0.0.1:" + port;
        return Optional.of(new StackPart(
                "prometheus",
                List.of(
                        program.get().toString(),
                        "--config.file=" + data.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + data.resolve("data"),
                        "--storage.tsdb.retention.time=1d",
                        "--web.listen-address=127.0.0.1:" + port),
                () -> Http.answers(uri + "/-/ready"),
                uri));
    }

    private void writePrometheusConfig() throws IOException {
        Path data = Files.createDirectories(folder.resolve("prometheus"));
        StringBuilder text = new StringBuilder("global:\n  scrape_interval: 5s\n  evaluation_interval: 5s\n");
        Path rules = root().resolve("grafana").resolve("prometheus").resolve("alerts.yml");
        if (Files.exists(rules)) {
            text.append("rule_files: ['").append(rules).append("']\n");
        }
        text.append("scrape_configs:\n");
        scrape(
                text,
                "flink",
                ports.of(Ports.Use.JOBMANAGER_METRICS),
                ports.of(Ports.Use.TASKMANAGER_1_METRICS),
                ports.of(Ports.Use.TASKMANAGER_2_METRICS));
        scrape(text, "hints", ports.of(Ports.Use.HINTS));
        scrape(text, "simulator", ports.of(Ports.Use.SIMULATOR_METRICS));
        if (probePossible()) {
            scrape(text, "agent", ports.of(Ports.Use.AGENT_METRICS));
        }
        Files.writeString(data.resolve("prometheus.yml"), text);
    }

    private static void scrape(StringBuilder text, String job, int... targets) {
        List<String> addresses = new ArrayList<>();
        for (int port : targets) {
            addresses.add("'127.0.0.1:" + port + "'");
        }
        text.append("  - job_name: ")
                .append(job)
                .append("\n    static_configs:\n      - targets: [")
                .append(String.join(", ", addresses))
                .append("]\n");
    }

    private void start(StackPart part) throws IOException, InterruptedException {
        if (part.name().equals("prometheus")) {
            writePrometheusConfig();
        }
        Path log = folder.resolve("logs").resolve(part.name() + ".log");
        List<String> command = new ArrayList<>();
        program("setsid").ifPresent(setsid -> command.add(setsid.toString())); // a closed terminal ends nothing
        command.addAll(part.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("FLINK_CONF_DIR", folder.resolve("flink").toString());
        long beganNs = System.nanoTime();
        Process process = builder.start();
        state.add(StackState.Running.of(part.name(), process.toHandle()));
        while (!passes(part)) {
            if (!process.isAlive()) {
                throw new IOException(
                        part.name() + " ended with status " + process.exitValue() + ": " + lastLines(log));
            }
            if (System.nanoTime() - beganNs > PATIENCE.toNanos()) {
                throw new IOException(
                        part.name() + " is not ready after " + PATIENCE.toSeconds() + " s: " + lastLines(log));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        say.accept(String.format(
                Locale.ROOT,
                "%-14s ready after %.1f s  %s",
                part.name(),
                (System.nanoTime() - beganNs) / 1e9,
                part.where()));
    }

    private void submit() throws IOException, InterruptedException {
        if (flink.jobExists()) {
            return;
        }
        Path jar = jobJar();
        long beganNs = System.nanoTime();
        flink.submit(
                jar,
                folder.resolve("logs").resolve("submit.log"),
                "--bootstrap-servers",
                "127.0.0.1:" + ports.of(Ports.Use.KAFKA));
        while (!flink.jobRuns()) {
            if (System.nanoTime() - beganNs > PATIENCE.toNanos()) {
                throw new IOException("the job does not run after " + PATIENCE.toSeconds() + " s; see " + flinkUri());
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        say.accept(String.format(
                Locale.ROOT, "%-14s runs after %.1f s   %s", "job", (System.nanoTime() - beganNs) / 1e9, flinkUri()));
    }

    /** The launcher builds it and says where it is; in a build it is where Maven puts it. */
    private static Path jobJar() throws IOException {
        String told = System.getenv(JOB_JAR);
        if (told != null) {
            return Path.of(told);
        }
        Path target = root().resolve("flink-job").resolve("target");
        if (Files.isDirectory(target)) {
            try (Stream<Path> files = Files.list(target)) {
                Optional<Path> found = files.filter(
                                file -> file.getFileName().toString().endsWith("-job.jar"))
                        .findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        throw new IOException("the job's jar is not built: start this with ./tokenflow up");
    }

    private String jobState() {
        try {
            return flink.jobRuns() ? "ready" : "not ready";
        } catch (IOException e) {
            return "unknown";
        }
    }

    private String flinkUri() {
        return "http://127.0.0.1:" + ports.of(Ports.Use.FLINK);
    }

    private void makeTopics() throws IOException, InterruptedException {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + ports.of(Ports.Use.KAFKA)))) {
            for (var topic : Topics.all()) {
                try {
                    admin.createTopics(List.of(topic)).all().get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new IOException("topic " + topic.name() + " could not be made: " + e.getMessage(), e);
                    }
                }
            }
        }
    }

    private static boolean brokerAnswers(String bootstrap) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                3_000))) {
            return !admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    private static boolean passes(StackPart part) {
        try {
            return part.ready().passes();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) { // not yet, or not any more: both are "not ready"
            return false;
        }
    }

    private List<String> java(String heap, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + heap,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dtokenflow.root=" + root(),
                "-Dlog4j2.configurationFile=" + folder.resolve("log4j2.properties"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
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

    private static Path root() {
        return Path.of(System.getProperty("tokenflow.root", "."))
                .toAbsolutePath()
                .normalize();
    }

    private static boolean probePossible() {
        try {
            return System.getProperty("os.name").equals("Linux")
                    && Files.isReadable(Path.of("/sys/kernel/btf/vmlinux"))
                    && Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> program(String name) {
        for (String folder :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator)) {
            Path file = Path.of(folder, name);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    static String lastLines(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.filter(line -> !line.isBlank()).toList();
            return all.isEmpty()
                    ? "it said nothing"
                    : String.join(" | ", all.subList(Math.max(0, all.size() - LINES_SHOWN), all.size()));
        } catch (IOException e) {
            return "its log " + log + " cannot be read";
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
