package dev.tokenflow.testbed.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Flink as standalone processes on loopback: the settings that they share, what their JVMs are started with, and the
 * REST API of the JobManager. One TaskManager suffices for the job.
 *
 * @param folder of settings, checkpoints and temporary files
 * @param rpcPort of the JobManager
 * @param restPort of the JobManager
 */
public record StandaloneFlink(Path folder, int rpcPort, int restPort) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final int FIRST_ERROR = 400;

    private static final String SETTINGS = """
            jobmanager.bind-host: 127.0.0.1
            jobmanager.memory.process.size: 1024m
            rest.address: 127.0.0.1
            rest.bind-address: 127.0.0.1
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
            restart-strategy.exponential-delay.max-backoff: 3 s
            restart-strategy.exponential-delay.reset-backoff-threshold: 1 min
            metrics.reporters: prom
            metrics.reporter.prom.factory.class: org.apache.flink.metrics.prometheus.PrometheusReporterFactory
            """;

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

    /** A JVM of Flink's: its options, the class to run and its arguments. */
    public record Jvm(List<String> options, String mainClass, List<String> arguments) {}

    /**
     * Writes {@code config.yaml}.
     *
     * @param more settings besides, or instead of, the usual ones
     */
    public void writeConfig(Map<String, String> more) throws IOException {
        Files.createDirectories(folder);
        Map<String, String> settings = new LinkedHashMap<>();
        SETTINGS.lines().map(line -> line.split(": ", 2)).forEach(line -> settings.put(line[0], line[1]));
        settings.put("jobmanager.rpc.address", "127.0.0.1");
        settings.put("jobmanager.rpc.port", Integer.toString(rpcPort));
        settings.put("rest.port", Integer.toString(restPort));
        settings.put("execution.checkpointing.dir", checkpoints().toUri().toString());
        settings.put(
                "execution.checkpointing.savepoint-dir",
                folder.resolve("savepoints").toUri().toString());
        settings.put(
                "io.tmp.dirs", Files.createDirectories(folder.resolve("tmp")).toString());
        settings.putAll(more);
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + ": " + value));
        Files.write(folder.resolve("config.yaml"), lines);
    }

    /** Where checkpoints go. */
    public Path checkpoints() {
        return folder.resolve("checkpoints");
    }

    /** The JobManager. */
    public Jvm jobManager(int metricsPort) {
        return jvm(
                List.of("-Xmx448m"),
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                List.of("--configDir", folder.toString(), "-D", "metrics.reporter.prom.port=" + metricsPort));
    }

    /**
     * A TaskManager.
     *
     * @param id under which the JobManager lists it
     */
    public Jvm taskManager(String id, int metricsPort) {
        return jvm(
                List.of("-Xmx512m", "-XX:MaxDirectMemorySize=128m", "-XX:MaxMetaspaceSize=256m"),
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                List.of(
                        "--configDir",
                        folder.toString(),
                        "-D",
                        "metrics.reporter.prom.port=" + metricsPort,
                        "-D",
                        "taskmanager.resource-id=" + id));
    }

    /** What {@code flink} with these words runs; needs {@code FLINK_CONF_DIR}, which is {@link #folder}. */
    public Jvm commandLine(List<String> words) {
        return jvm(List.of("-Xmx256m"), "org.apache.flink.client.cli.CliFrontend", words);
    }

    /** Whether the JobManager answers. */
    public boolean answers() throws IOException {
        return get("/overview").has("taskmanagers");
    }

    /** Whether the JobManager lists a TaskManager. */
    public boolean hasTaskManager(String id) throws IOException {
        for (JsonNode manager : get("/taskmanagers").path("taskmanagers")) {
            if (manager.path("id").asText().equals(id)) {
                return true;
            }
        }
        return false;
    }

    /** The jobs that the JobManager knows: name, state, and tasks by state. */
    public JsonNode jobs() throws IOException {
        return get("/jobs/overview").path("jobs");
    }

    /** Whether all tasks of a job of {@link #jobs} run. */
    public static boolean runs(JsonNode job) {
        JsonNode tasks = job.path("tasks");
        return job.path("state").asText().equals("RUNNING")
                && tasks.path("running").asInt() == tasks.path("total").asInt();
    }

    /**
     * What the REST API answers to a GET.
     *
     * @throws IOException when there is no answer within seconds, or one that refuses
     */
    public JsonNode get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(restUri() + path))
                .timeout(ANSWER_TIMEOUT)
                .build();
        try {
            HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= FIRST_ERROR) {
                throw new IOException(path + " answers " + response.statusCode() + ": " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Where its REST API and its pages are. */
    public String restUri() {
        return "http://127.0.0.1:" + restPort;
    }

    private static Jvm jvm(List<String> memory, String mainClass, List<String> arguments) {
        List<String> options = new ArrayList<>();
        options.add("-XX:+UseSerialGC");
        options.addAll(memory);
        OPENS.forEach(name -> options.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
        options.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        return new Jvm(options, mainClass, arguments);
    }
}
