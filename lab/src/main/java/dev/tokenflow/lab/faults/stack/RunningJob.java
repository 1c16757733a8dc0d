package dev.tokenflow.lab.faults.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tokenflow.job.TokenFlowJob;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.testbed.flink.StandaloneFlink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job on a cluster, as it is submitted to one. */
public final class RunningJob implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(180);
    private static final Duration CHECKPOINT_TIMEOUT = Duration.ofSeconds(30);
    /** So old may be what Flink tells of a job: it looks anew every three seconds. */
    private static final Duration VIEW_AGE = Duration.ofMillis(3_500);

    private static final Duration END_TIMEOUT = Duration.ofSeconds(6);
    private static final long SAVEPOINT_TIMEOUT_S = 60;

    private final Cluster cluster;
    private final String id;
    private final JobClient client;

    private RunningJob(Cluster cluster, JobClient client) {
        this.cluster = cluster;
        this.client = client;
        id = client.getJobID().toHexString();
    }

    /**
     * Submits the job and waits until all of it runs.
     *
     * @param options of the job, as on its command line
     * @param flink settings of Flink's for this job, such as the savepoint that it starts from
     */
    static RunningJob submit(Cluster cluster, List<String> options, Map<String, String> flink)
            throws IOException, InterruptedException {
        StandaloneFlink server = cluster.flink();
        Map<String, String> settings = new HashMap<>(flink);
        settings.put("execution.checkpointing.dir", server.checkpoints().toUri().toString());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createRemoteEnvironment(
                "127.0.0.1", server.restPort(), Configuration.fromMap(settings));
        JobConfig config = JobConfig.parse(options.toArray(String[]::new), Map.of());
        TokenFlowJob.build(env, config);
        try {
            RunningJob job = new RunningJob(cluster, env.executeAsync("tokenflow"));
            Waits.require(START_TIMEOUT, "a start of the job", job::runs);
            return job;
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (Exception e) { // what executeAsync declares
            throw new IOException("the job was not submitted: " + e.getMessage(), e);
        }
    }

    /** Whether all of its tasks run. */
    public boolean runs() throws IOException {
        for (JsonNode job : cluster.flink().jobs()) {
            if (job.path("jid").asText().equals(id)) {
                return StandaloneFlink.runs(job);
            }
        }
        return false;
    }

    /** How often its first task was started again. Not Flink's metric of it, which takes failures together. */
    public long restarts() throws IOException, InterruptedException {
        Waits.pause(VIEW_AGE);
        return firstTask().path("attempt").asLong();
    }

    /** The id of the TaskManager that runs its first task. */
    public String taskManager() throws IOException {
        return firstTask().path("taskmanager-id").asText();
    }

    private JsonNode firstTask() throws IOException {
        for (JsonNode vertex : cluster.flink().get("/jobs/" + id).path("vertices")) {
            return cluster.flink()
                    .get("/jobs/" + id + "/vertices/" + vertex.path("id").asText())
                    .path("subtasks")
                    .path(0);
        }
        throw new IOException("the job has no tasks");
    }

    /** What Flink tells of its checkpoints. */
    public JsonNode checkpoints() throws IOException {
        return cluster.flink().get("/jobs/" + id + "/checkpoints");
    }

    /** Number of the checkpoints that are complete. */
    public long completedCheckpoints() throws IOException {
        return checkpoints().path("counts").path("completed").asLong();
    }

    /** Number of the checkpoints that failed. */
    public long failedCheckpoints() throws IOException {
        return checkpoints().path("counts").path("failed").asLong();
    }

    /** Bytes of a checkpoint that begins after this call. */
    public long stateBytes() throws IOException, InterruptedException {
        long completed = completedCheckpoints();
        Waits.require(CHECKPOINT_TIMEOUT, "a checkpoint", () -> completedCheckpoints() > completed + 1);
        return checkpoints().path("latest").path("completed").path("state_size").asLong();
    }

    /**
     * The sum of a metric over all tasks.
     *
     * @param name as Prometheus has it
     * @param label must be part of the labels, such as {@code reason="magic"}; empty = any
     */
    public double metric(String name, String label) throws IOException {
        double sum = 0;
        for (String uri : cluster.metrics()) {
            for (String line : metrics(uri).split("\n")) {
                if (line.startsWith(name + "{") && line.contains("job_id=\"" + id + '"') && line.contains(label)) {
                    sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
                }
            }
        }
        return sum;
    }

    /** Ends the job with a savepoint; where that is. */
    public String stopWithSavepoint() throws IOException, InterruptedException {
        try {
            return client.stopWithSavepoint(
                            false,
                            cluster.flink()
                                    .folder()
                                    .resolve("savepoints")
                                    .toUri()
                                    .toString(),
                            SavepointFormatType.CANONICAL)
                    .get(SAVEPOINT_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the job made no savepoint: " + e, e);
        }
    }

    /** Ends the job. */
    @Override
    public void close() {
        try {
            client.cancel().get(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            Waits.until(END_TIMEOUT, () -> !isThere());
        } catch (ExecutionException | TimeoutException e) {
            // it has ended already, or the cluster has
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isThere() throws IOException {
        for (JsonNode job : cluster.flink().jobs()) {
            if (job.path("jid").asText().equals(id)) {
                return !List.of("FINISHED", "FAILED", "CANCELED")
                        .contains(job.path("state").asText());
            }
        }
        return false;
    }

    private static String metrics(String uri) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
