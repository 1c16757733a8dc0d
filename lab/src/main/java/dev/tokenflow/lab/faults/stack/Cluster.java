package dev.tokenflow.lab.faults.stack;

import dev.tokenflow.testbed.flink.StandaloneFlink;
import dev.tokenflow.testbed.process.FreePorts;
import dev.tokenflow.testbed.process.JavaCommand;
import dev.tokenflow.testbed.process.ServerProcess;
import dev.tokenflow.testbed.process.Tethered;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A JobManager and two TaskManagers in processes of their own, each with this process's class path. One TaskManager
 * suffices for the job; the other is there when the first is lost.
 */
public final class Cluster implements AutoCloseable {
    private static final int TASK_MANAGERS = 2;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(180);

    private final StandaloneFlink flink;
    private final Path logs;
    private final List<String> logOptions;
    private final List<Worker> workers = new ArrayList<>();
    private ServerProcess jobManager;
    private int started;

    /** A TaskManager. */
    private record Worker(String id, int metricsPort, ServerProcess process) {}

    private Cluster(StandaloneFlink flink, Path logs, Path logConfig) throws IOException {
        this.flink = flink;
        this.logs = logs;
        logOptions = List.of("-Dlog4j2.configurationFile=" + logConfig);
        jobManager = startJobManager();
    }

    /**
     * Starts the cluster and waits until it takes jobs.
     *
     * @param folder of its settings and checkpoints
     * @param logs folder of what the processes say
     * @param logConfig settings of their logs
     * @param more settings of Flink's
     */
    static Cluster start(Path folder, Path logs, Path logConfig, Map<String, String> more)
            throws IOException, InterruptedException {
        StandaloneFlink flink = new StandaloneFlink(folder, FreePorts.next(), FreePorts.next());
        Map<String, String> settings = new HashMap<>(more);
        settings.put("taskmanager.numberOfTaskSlots", "2"); // for a job of four subtasks
        settings.put("metrics.fetcher.update-interval", "500");
        flink.writeConfig(settings);
        Cluster cluster = new Cluster(flink, logs, logConfig);
        try {
            for (int i = 0; i < TASK_MANAGERS; i++) {
                cluster.startWorker();
            }
            cluster.awaitJobManager();
            cluster.awaitWorkers();
        } catch (IOException | InterruptedException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** Its settings and its REST API. */
    public StandaloneFlink flink() {
        return flink;
    }

    /**
     * Kills a TaskManager as {@code kill -9} does.
     *
     * @param taskManager its id, as the JobManager lists it
     */
    public void killWorker(String taskManager) throws IOException, InterruptedException {
        for (Worker worker : workers) {
            if (worker.id().equals(taskManager)) {
                worker.process().kill();
                workers.remove(worker);
                return;
            }
        }
        throw new IOException("there is no TaskManager " + taskManager);
    }

    /** Kills the JobManager as {@code kill -9} does, and starts another in its place. */
    public void killJobManager() throws IOException, InterruptedException {
        jobManager.kill();
        jobManager = startJobManager();
    }

    /** Waits until all TaskManagers are there. */
    public void awaitWorkers() throws IOException, InterruptedException {
        for (Worker worker : workers) {
            worker.process().await(START_TIMEOUT, () -> flink.hasTaskManager(worker.id()));
        }
    }

    /** Waits until the JobManager answers. */
    public void awaitJobManager() throws IOException, InterruptedException {
        jobManager.await(START_TIMEOUT, flink::answers);
    }

    /** Where the TaskManagers serve their metrics. */
    List<String> metrics() {
        return workers.stream()
                .map(worker -> "http://127.0.0.1:" + worker.metricsPort() + "/metrics")
                .toList();
    }

    @Override
    public void close() {
        workers.forEach(worker -> worker.process().end()); // nothing of theirs is kept
        jobManager.end();
    }

    /** Starts one more TaskManager, under a new id. */
    public void startWorker() throws IOException {
        started++;
        String id = "taskmanager-" + started;
        int port = FreePorts.next();
        workers.add(new Worker(id, port, start(id, flink.taskManager(id, port))));
    }

    private ServerProcess startJobManager() throws IOException {
        return start("jobmanager", flink.jobManager(FreePorts.next()));
    }

    private ServerProcess start(String name, StandaloneFlink.Jvm jvm) throws IOException {
        List<String> options = new ArrayList<>(jvm.options());
        options.addAll(logOptions);
        List<String> arguments = new ArrayList<>(List.of(jvm.mainClass()));
        arguments.addAll(jvm.arguments());
        return ServerProcess.start(
                name,
                JavaCommand.withOptions(options, Tethered.class.getName(), arguments),
                logs.resolve(name + ".log"),
                Map.of("FLINK_CONF_DIR", flink.folder().toString()));
    }
}
