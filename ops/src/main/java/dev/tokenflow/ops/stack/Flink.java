package dev.tokenflow.ops.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenflow.ops.machine.Ports;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Flink cluster of standalone processes, from the jars the build has: one JobManager, TaskManagers of which one
 * suffices, and the command line that submits.
 */
final class Flink {
    /** What belongs to the job's jar or to other rooms. */
    private static final Pattern NOT_FLINK = Pattern.compile(
            "(kafka|flink-connector-kafka|flink-ml|junit|assertj|awaitility|netty|jackson|scala|prometheus-metrics"
                    + "|rawbpf|bpf-runtime)[-_].*"
                    + "|.*-tests\\.jar");

    private static final List<String> OPENS = List.of(
            "java.lang",
            "java.net",
            "java.io",
            "java.nio",
            "java.lang.reflect",
            "java.text",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "java.util.concurrent.locks");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SUBMIT_S = 90;

    private final Path folder;
    private final Ports ports;

    Flink(Path folder, Ports ports) {
        this.folder = folder;
        this.ports = ports;
    }

    void writeConfig() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("config.yaml"),
                String.format(
                        Locale.ROOT,
                        """
                        jobmanager.rpc.address: 127.0.0.1
                        jobmanager.rpc.port: %d
                        jobmanager.bind-host: 127.0.0.1
                        jobmanager.memory.process.size: 1024m
                        rest.address: 127.0.0.1
                        rest.bind-address: 127.0.0.1
                        rest.port: %d
                        taskmanager.host: 127.0.0.1
                        taskmanager.bind-host: 127.0.0.1
                        taskmanager.numberOfTaskSlots: 1
                        taskmanager.cpu.cores: 1
                        taskmanager.memory.framework.heap.size: 128m
                        taskmanager.memory.framework.off-heap.size: 64m
                        taskmanager.memory.task.heap.size: 384m
                        taskmanager.memory.task.off-heap.size: 0m
                        taskmanager.memory.network.min: 64m
                        taskmanager.memory.network.max: 64m
                        taskmanager.memory.managed.size: 64m
                        taskmanager.memory.jvm-metaspace.size: 256m
                        taskmanager.memory.jvm-overhead.min: 128m
                        taskmanager.memory.jvm-overhead.max: 128m
                        heartbeat.interval: 2000
                        heartbeat.timeout: 8000
                        restart-strategy.type: exponential-delay
                        restart-strategy.exponential-delay.initial-backoff: 500 ms
                        execution.checkpointing.dir: %s
                        execution.checkpointing.savepoint-dir: %s
                        metrics.reporters: prom
                        metrics.reporter.prom.factory.class: \
                        org.apache.flink.metrics.prometheus.PrometheusReporterFactory
                        io.tmp.dirs: %s
                        """,
                        ports.of(Ports.Use.FLINK_RPC),
                        ports.of(Ports.Use.FLINK),
                        folder.resolve("checkpoints").toUri(),
                        folder.resolve("savepoints").toUri(),
                        Files.createDirectories(folder.resolve("tmp"))));
    }

    StackPart jobManager() {
        List<String> command = java(
                List.of("-Xmx448m"),
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                List.of(
                        "--configDir",
                        folder.toString(),
                        "-D",
                        "metrics.reporter.prom.port=" + ports.of(Ports.Use.JOBMANAGER_METRICS)));
        return new StackPart("jobmanager", command, () -> get("/overview").has("taskmanagers"), restUri());
    }

    StackPart taskManager(int number) {
        Ports.Use metrics = number == 1 ? Ports.Use.TASKMANAGER_1_METRICS : Ports.Use.TASKMANAGER_2_METRICS;
        List<String> command = java(
                List.of("-Xmx512m", "-XX:MaxDirectMemorySize=128m", "-XX:MaxMetaspaceSize=256m"),
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                List.of(
                        "--configDir",
                        folder.toString(),
                        "-D",
                        "metrics.reporter.prom.port=" + ports.of(metrics),
                        "-D",
                        "taskmanager.resource-id=taskmanager-" + number));
        return new StackPart("taskmanager-" + number, command, () -> hasTaskManager("taskmanager-" + number), "");
    }

    /** Whether the job runs, all of its tasks. */
    boolean jobRuns() throws IOException {
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            if (job.path("name").asText().equals("tokenflow")
                    && job.path("state").asText().equals("RUNNING")) {
                JsonNode tasks = job.path("tasks");
                return tasks.path("running").asInt() == tasks.path("total").asInt();
            }
        }
        return false;
    }

    /** Whether there is a job of our name that has not ended. */
    boolean jobExists() throws IOException {
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            String state = job.path("state").asText();
            if (job.path("name").asText().equals("tokenflow")
                    && !List.of("FINISHED", "FAILED", "CANCELED").contains(state)) {
                return true;
            }
        }
        return false;
    }

    /** {@code flink run -d} with the job's jar. */
    void submit(Path jar, Path log, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("run", "-d", jar.toString()));
        words.addAll(List.of(arguments));
        List<String> command = java(List.of("-Xmx256m"), "org.apache.flink.client.cli.CliFrontend", words);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("FLINK_CONF_DIR", folder.toString());
        Process process = builder.start();
        if (!process.waitFor(SUBMIT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the job was not submitted within " + SUBMIT_S + " s; see " + log);
        }
        if (process.exitValue() != 0) {
            throw new IOException("the job was not submitted; the end of " + log + ": " + ProcessRunner.lastLines(log));
        }
    }

    private boolean hasTaskManager(String id) throws IOException {
        for (JsonNode manager : get("/taskmanagers").path("taskmanagers")) {
            if (manager.path("id").asText().equals(id)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode get(String path) throws IOException {
        return JSON.readTree(Http.get(restUri() + path));
    }

    /** Where its REST API and its pages are. */
    String restUri() {
        return "http://127.0.0.1:" + ports.of(Ports.Use.FLINK);
    }

    private List<String> java(List<String> memory, String mainClass, List<String> arguments) {
        List<String> options = new ArrayList<>();
        options.add("-XX:+UseSerialGC");
        options.addAll(memory);
        OPENS.forEach(name -> options.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        options.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlog4j2.configurationFile=" + folder.resolveSibling("log4j2.properties"),
                "-cp",
                classPath()));
        return JavaCommand.withOptions(options, mainClass, arguments);
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !NOT_FLINK
                        .matcher(Path.of(entry).getFileName().toString())
                        .matches())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
