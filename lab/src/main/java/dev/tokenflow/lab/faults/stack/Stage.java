package dev.tokenflow.lab.faults.stack;

import dev.tokenflow.hints.HintsMain;
import dev.tokenflow.lab.faults.traffic.Traffic;
import dev.tokenflow.testbed.process.FreePorts;
import dev.tokenflow.testbed.process.JavaCommand;
import dev.tokenflow.testbed.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one row runs on: topics of its own, the job, a hint server and the made-up agents. */
public final class Stage implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration REPLAY_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final int OK = 200;

    /** How long event time waits. */
    public static final String PATIENCE = "--out-of-orderness";

    /** Event time waits so long for all agents, so that no pane depends on what came first. */
    public static final String REPLAY_PATIENCE = "500 ms";

    private final Stack stack;
    private final StageTopics topics;
    private final ServerProcess hintServer;
    private final String hints;
    private final Traffic traffic;
    private final Setting setting;
    private RunningJob job;
    private int replays;

    private Stage(
            Stack stack, StageTopics topics, Setting setting, RunningJob job, ServerProcess hintServer, String hints) {
        this.stack = stack;
        this.topics = topics;
        this.setting = setting;
        this.job = job;
        this.hintServer = hintServer;
        this.hints = hints;
        traffic = new Traffic(stack.broker().address(), topics.events(), setting.apart() ? 0 : null);
    }

    /**
     * How a stage differs from the usual one.
     *
     * @param partitions of the topic of events
     * @param apart whether agents write to the first of them only
     * @param without names of topics that are not made
     * @param options of the job
     */
    public record Setting(int partitions, boolean apart, Set<String> without, List<String> options) {
        /** The usual one. */
        public static final Setting USUAL = new Setting(1, false, Set.of(), List.of());

        /** The usual one with options of the job. */
        public static Setting with(String... options) {
            return new Setting(1, false, Set.of(), List.of(options));
        }

        /** The usual one without some topics. */
        public static Setting without(List<String> topics) {
            return new Setting(1, false, Set.copyOf(topics), List.of());
        }

        /** The same with more partitions, to which agents write as their keys say. */
        public Setting spread(int more) {
            return new Setting(more, false, without, options);
        }

        /** The same with a partition of its own for whoever is no agent. */
        public Setting withForeignPartition() {
            return new Setting(2, true, without, options);
        }
    }

    /**
     * Makes the topics and starts job and hint server.
     *
     * @param name of the stage, with which the names of its topics begin
     */
    public static Stage open(Stack stack, String name, Setting setting) throws IOException, InterruptedException {
        StageTopics topics = StageTopics.of(name);
        stack.makeTopics(topics, setting.partitions(), setting.without(), Map.of());
        RunningJob job = RunningJob.submit(
                stack.cluster(), options(topics, stack.broker().address(), setting.options()), Map.of());
        int port = FreePorts.next();
        ServerProcess server = null;
        try {
            server = ServerProcess.start(
                    "the hint server",
                    JavaCommand.of(
                            HintsMain.class,
                            List.of(
                                    "--bootstrap-servers",
                                    stack.broker().address(),
                                    "--topic",
                                    topics.hints(),
                                    "--port",
                                    Integer.toString(port),
                                    "--until-stdin-closes")),
                    stack.folder().resolve("logs").resolve(name + "-hints.log"),
                    Map.of());
            String uri = "http://127.0.0.1:" + port;
            server.await(START_TIMEOUT, () -> answers(uri + "/readyz"));
            return new Stage(stack, topics, setting, job, server, uri);
        } catch (IOException | InterruptedException e) {
            if (server != null) {
                server.close();
            }
            job.close();
            throw e;
        }
    }

    public Stack stack() {
        return stack;
    }

    public StageTopics topics() {
        return topics;
    }

    /** The broker, {@code host:port}. */
    public String broker() {
        return stack.broker().address();
    }

    public RunningJob job() {
        return job;
    }

    /** Where the hint server answers. */
    public String hints() {
        return hints;
    }

    public Traffic traffic() {
        return traffic;
    }

    /** Submits the job again, after it has ended, with more options and settings of Flink's. */
    public void submit(List<String> options, Map<String, String> flink) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(setting.options());
        all.addAll(options);
        job = RunningJob.submit(stack.cluster(), options(topics, broker(), all), flink);
    }

    /**
     * Ends the job, and lets another that nothing disturbs read events from their beginning.
     *
     * @param events the topic of events that it reads
     * @param doneAtMs how far its feature rows must be, ms since 1970
     * @return the topics of that job
     */
    public StageTopics replay(String events, long doneAtMs, Progress progress)
            throws IOException, InterruptedException {
        job.close();
        StageTopics again = topics.again(events, ++replays);
        stack.makeTopics(again, 1, Set.of(), Map.of());
        try (RunningJob second = RunningJob.submit(stack.cluster(), replayOptions(again), Map.of())) {
            Waits.require(REPLAY_TIMEOUT, "the end of the undisturbed run", () -> progress.of(again) >= doneAtMs);
            Waits.pause(SETTLE); // rows of other paths may come later
        }
        return again;
    }

    /** How far a job is that reads events from their beginning. */
    @FunctionalInterface
    public interface Progress {
        /** The newest time of its rows, ms since 1970. */
        long of(StageTopics topics) throws IOException;
    }

    @Override
    public void close() {
        traffic.close();
        hintServer.end();
        job.close();
    }

    private static List<String> options(StageTopics topics, String broker, List<String> more) {
        List<String> options = new ArrayList<>(
                List.of("--bootstrap-servers", broker, "--group", topics.hints(), "--start-from", "earliest"));
        options.addAll(topics.options());
        options.addAll(more);
        return options;
    }

    /** Of batches that wait in Kafka none comes late, but one partition may be read before another. */
    private List<String> replayOptions(StageTopics again) {
        List<String> options = options(again, broker(), setting.options());
        if (!options.contains(PATIENCE)) {
            options.addAll(List.of(PATIENCE, REPLAY_PATIENCE));
        }
        options.addAll(List.of("--idleness", "3 s"));
        return options;
    }

    private static boolean answers(String uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .timeout(Duration.ofSeconds(2))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
        }
    }
}
