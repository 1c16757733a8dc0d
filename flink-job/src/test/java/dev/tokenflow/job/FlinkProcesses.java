package dev.tokenflow.job;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A standalone JobManager and TaskManager as processes of their own, from the jars Flink is published as, and its
 * command line.
 */
final class FlinkProcesses implements AutoCloseable {
    /** What comes with the job jar, belongs to the broker or to tests: the cluster must run without it. */
    private static final Pattern NOT_FLINK = Pattern.compile(
            "(kafka|flink-connector-kafka|flink-ml|flink-test|junit|assertj|awaitility|netty|jackson|scala)[-_].*"
                    + "|.*-tests\\.jar");

    private final Path folder;
    private final int restPort;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();

    private FlinkProcesses(Path folder, int restPort) {
        this.folder = folder;
        this.restPort = restPort;
    }

    static FlinkProcesses start(Path folder) throws Exception {
        FlinkProcesses flink = new FlinkProcesses(folder, TestKafka.freePort());
        flink.writeConfig(TestKafka.freePort());
        String conf = folder.toString();
        flink.processes.add(flink.java(
                "jobmanager",
                "-Xmx448m",
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                "--configDir",
                conf));
        flink.processes.add(flink.java(
                "taskmanager",
                "-Xmx512m",
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                "--configDir",
                conf));
        try {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(flink::hasTaskManager);
        } catch (RuntimeException e) {
            flink.close();
            throw e;
        }
        return flink;
    }

    /** Runs {@code flink} with these arguments; its exit status and what it wrote to standard error. */
    Outcome cli(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("-Xmx256m", "org.apache.flink.client.cli.CliFrontend"));
        command.addAll(List.of(args));
        Process process = java("cli", command.toArray(String[]::new));
        processes.add(process);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("flink " + String.join(" ", args) + " does not end: " + log("cli"));
        }
        return new Outcome(process.exitValue(), log("cli"));
    }

    /** What Flink's REST API answers to a GET. */
    String get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Uploads a jar through the REST API; its id there. */
    String upload(Path jar) throws IOException, InterruptedException {
        String boundary = "jar-follows";
        HttpRequest request = HttpRequest.newBuilder(uri("/jars/upload"))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.concat(
                        HttpRequest.BodyPublishers.ofString("--" + boundary + "\r\nContent-Disposition: form-data;"
                                + " name=\"jarfile\"; filename=\"job.jar\"\r\nContent-Type: application/x-java-archive"
                                + "\r\n\r\n"),
                        HttpRequest.BodyPublishers.ofFile(jar),
                        HttpRequest.BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")))
                .build();
        String name =
                field(http.send(request, HttpResponse.BodyHandlers.ofString()).body(), "filename");
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Runs a jar that was uploaded; what the REST API answers. */
    String run(String jarId, String entryClass, String... args) throws IOException, InterruptedException {
        String list = Arrays.stream(args).map(arg -> '"' + arg + '"').collect(Collectors.joining(","));
        HttpRequest request = HttpRequest.newBuilder(uri("/jars/" + jarId + "/run"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"entryClass\":\"" + entryClass + "\",\"programArgsList\":[" + list + "]}"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** The first text of this name in an answer. */
    static String field(String json, String name) {
        Matcher matcher = Pattern.compile('"' + name + "\":\"([^\"]*)\"").matcher(json);
        if (!matcher.find()) {
            throw new AssertionError("there is no " + name + " in " + json);
        }
        return matcher.group(1);
    }

    /** What the processes have logged, for a test that failed. */
    String logs() throws IOException {
        return log("jobmanager") + log("taskmanager");
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    record Outcome(int status, String output) {}

    private Process java(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("FLINK_CONF_DIR", folder.toString());
        return builder.start();
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> !NOT_FLINK
                        .matcher(Path.of(entry).getFileName().toString())
                        .matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private boolean hasTaskManager() throws IOException, InterruptedException {
        for (Process process : processes) {
            if (!process.isAlive()) {
                throw new IllegalStateException("a Flink process ended with " + process.exitValue() + ": " + logs());
            }
        }
        try {
            return get("/overview").contains("\"taskmanagers\":1");
        } catch (IOException e) {
            return false;
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + restPort + path);
    }

    private String log(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"), StandardCharsets.UTF_8);
    }

    private void writeConfig(int rpcPort) throws IOException {
        Files.writeString(folder.resolve("config.yaml"), """
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
                taskmanager.memory.task.heap.size: 256m
                taskmanager.memory.task.off-heap.size: 0m
                taskmanager.memory.network.min: 64m
                taskmanager.memory.network.max: 64m
                taskmanager.memory.managed.size: 32m
                taskmanager.memory.jvm-metaspace.size: 256m
                taskmanager.memory.jvm-overhead.min: 128m
                taskmanager.memory.jvm-overhead.max: 128m
                """.formatted(rpcPort, restPort));
    }
}
