package dev.tokenflow.bench.agent;

import dev.tokenflow.agent.AgentMain;
import dev.tokenflow.testbed.process.Child;
import dev.tokenflow.testbed.process.JavaCommand;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An agent as users run it: the command, in a process of its own, which gives up its privileges. */
final class AgentProcess implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final Child child;
    private final Path log;

    private final URI metrics;

    private AgentProcess(Child child, Path log, int metricsPort) {
        this.child = child;
        this.log = log;
        metrics = URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
    }

    static AgentProcess start(String bootstrap, int port, String name) throws IOException {
        return start(List.of(), bootstrap, Integer.toString(port), name);
    }

    /**
     * Starts it and waits until its probe is attached.
     *
     * @param launcher words that run the rest of the command line
     * @param ports that it watches, as its option takes them
     */
    static AgentProcess start(List<String> launcher, String bootstrap, String ports, String name) throws IOException {
        Path log = Files.createTempFile("tokenflow-bench-agent-", ".log");
        int metricsPort;
        try (ServerSocket free = new ServerSocket(0)) {
            metricsPort = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(launcher);
        command.addAll(JavaCommand.limited(
                AgentMain.class,
                "--bootstrap-servers=" + bootstrap,
                "--watch-port=" + ports,
                "--agent-id=" + name,
                "--metrics-port=" + metricsPort,
                "--max-age=1h",
                "--until-stdin-closes"));
        ProcessBuilder builder = new ProcessBuilder(command);
        // What the containers of this project run it with.
        builder.environment().put("JDK_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx230m");
        Child child = Child.startInWords("agent", builder, log);
        try {
            child.awaitReady(START_TIMEOUT);
        } catch (IOException e) {
            child.close();
            throw e;
        }
        return new AgentProcess(child, log, metricsPort);
    }

    /** Of the JVM itself. */
    long pid() {
        return Processes.innermost(child.pid());
    }

    /** Events that it says it has lost, by stage; those where none were are left out. */
    Map<String, Double> lostEvents() throws IOException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http
                    .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith("tokenflow_agent_events_lost_total{"))
                    .collect(Collectors.toMap(
                            line -> line.replaceAll(".*stage=\"(\\w+)\".*", "$1"),
                            line -> Double.valueOf(line.substring(line.lastIndexOf(' ')))))
                    .entrySet()
                    .stream()
                    .filter(stage -> stage.getValue() > 0)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        child.close();
        Files.delete(log);
    }
}
