package dev.tokenflow.ops.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenflow.ops.machine.Ports;
import dev.tokenflow.testbed.flink.StandaloneFlink;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

    private static final long SUBMIT_S = 90;

    private final Path folder;
    private final Ports ports;
    private final StandaloneFlink flink;

    Flink(Path folder, Ports ports) {
        this.folder = folder;
        this.ports = ports;
        flink = new StandaloneFlink(folder, ports.of(Ports.Use.FLINK_RPC), ports.of(Ports.Use.FLINK));
    }

    void writeConfig() throws IOException {
        flink.writeConfig(Map.of());
    }

    StackPart jobManager() {
        List<String> command = java(flink.jobManager(ports.of(Ports.Use.JOBMANAGER_METRICS)));
        return new StackPart("jobmanager", command, flink::answers, restUri());
    }

    StackPart taskManager(int number) {
        Ports.Use metrics = number == 1 ? Ports.Use.TASKMANAGER_1_METRICS : Ports.Use.TASKMANAGER_2_METRICS;
        String name = "taskmanager-" + number;
        List<String> command = java(flink.taskManager(name, ports.of(metrics)));
        return new StackPart(name, command, () -> flink.hasTaskManager(name), "");
    }

    /** Whether the job runs, all of its tasks. */
    boolean jobRuns() throws IOException {
        for (JsonNode job : flink.jobs()) {
            if (job.path("name").asText().equals("tokenflow") && StandaloneFlink.runs(job)) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is a job of our name that has not ended. */
    boolean jobExists() throws IOException {
        for (JsonNode job : flink.jobs()) {
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
        ProcessBuilder builder = new ProcessBuilder(java(flink.commandLine(words)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
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

    /** Where its REST API and its pages are. */
    String restUri() {
        return flink.restUri();
    }

    private List<String> java(StandaloneFlink.Jvm jvm) {
        List<String> options = new ArrayList<>(jvm.options());
        options.addAll(List.of(
                "-Dlog4j2.configurationFile=" + folder.resolveSibling("log4j2.properties"), "-cp", classPath()));
        return JavaCommand.withOptions(options, jvm.mainClass(), jvm.arguments());
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
