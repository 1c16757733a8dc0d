package dev.tokenflow.testbed.flink;

import dev.tokenflow.job.TokenFlowJob;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.metric.JobCounters;
import dev.tokenflow.job.metric.JobMetric;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The Flink job in a MiniCluster of this process: the very graph that a cluster runs. */
public final class EmbeddedJob implements AutoCloseable {
    private static final long ANSWER_TIMEOUT_S = 30;
    private static final Map<String, String> CLUSTER = Map.of(
            "rest.port", "0",
            "rest.bind-port", "0",
            "heartbeat.interval", "1000",
            "heartbeat.timeout", "30000",
            "taskmanager.memory.network.min", "64m",
            "taskmanager.memory.network.max", "64m",
            "taskmanager.memory.managed.size", "32m",
            "restart-strategy.type", "fixed-delay",
            "restart-strategy.fixed-delay.attempts", "3",
            "restart-strategy.fixed-delay.delay", "200 ms");

    private final JobClient job;

    private EmbeddedJob(JobClient job) {
        this.job = job;
    }

    /**
     * Submits the job and waits until it runs.
     *
     * @throws IOException when it does not come up
     */
    public static EmbeddedJob start(JobConfig config) throws IOException {
        return start(config, Map.of());
    }

    /**
     * Submits the job and waits until it runs.
     *
     * @param cluster Flink settings besides, or instead of, those of this class
     * @throws IOException when it does not come up
     */
    public static EmbeddedJob start(JobConfig config, Map<String, String> cluster) throws IOException {
        Map<String, String> settings = new HashMap<>(CLUSTER);
        settings.putAll(cluster);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(
                config.run().subtasks(), Configuration.fromMap(settings));
        TokenFlowJob.build(env, config);
        try {
            EmbeddedJob started = new EmbeddedJob(env.executeAsync("tokenflow"));
            started.awaitRunningOrClose();
            return started;
        } catch (IOException e) {
            throw e;
        } catch (Exception e) { // executeAsync declares no less
            throw new IOException("the Flink job does not start: " + e.getMessage(), e);
        }
    }

    /** Every counter of the job, as of the last heartbeat of its MiniCluster. */
    public Map<JobMetric, Long> counters() throws IOException {
        try {
            return JobCounters.read(job).get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the Flink job does not say what it counted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Cancels the job; its MiniCluster goes with it. */
    @Override
    public void close() {
        try {
            job.cancel().get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("tokenflow: the Flink job did not end in order: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitRunningOrClose() throws IOException, InterruptedException {
        try {
            awaitRunning();
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private void awaitRunning() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_TIMEOUT_S);
        while (System.nanoTime() < deadline) {
            try {
                JobStatus status = job.getJobStatus().get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
                if (status == JobStatus.RUNNING) {
                    return;
                }
                if (status.isTerminalState()) {
                    throw new IOException("the Flink job ended as " + status + " before it ran");
                }
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("the Flink job does not answer", e);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new IOException("the Flink job does not run after " + ANSWER_TIMEOUT_S + " s");
    }
}
