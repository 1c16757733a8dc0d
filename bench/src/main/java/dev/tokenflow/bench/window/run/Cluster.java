package dev.tokenflow.bench.window.run;

import dev.tokenflow.bench.window.peer.FlinkPipeline;
import dev.tokenflow.job.TokenFlowJob;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.source.BatchTimestamps;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The Flink cluster in this process that runs one measured job after the other. */
public final class Cluster implements AutoCloseable {
    private static final Map<String, String> SETTINGS = Map.of(
            "rest.port", "0",
            "rest.bind-port", "0",
            "heartbeat.interval", "2000",
            "heartbeat.timeout", "120000",
            "taskmanager.memory.network.min", "64m",
            "taskmanager.memory.network.max", "64m",
            "taskmanager.memory.managed.size", "256m",
            "restart-strategy.type", "none",
            "state.backend.type", "hashmap");

    private static final long END_TIMEOUT_S = 60;

    private final MiniCluster cluster;

    private Cluster(MiniCluster cluster) {
        this.cluster = cluster;
    }

    public static Cluster start(int slots) throws Exception {
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(Configuration.fromMap(SETTINGS))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        cluster.start();
        return new Cluster(cluster);
    }

    /** Starts a job between the source and the sink of {@code run}. */
    public Job submit(GatedRun run, FlinkPipeline pipeline, JobConfig config) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(
                config.run().subtasks(), Configuration.fromMap(SETTINGS));
        TokenFlowJob.configure(env, config);
        env.configure(new Configuration().set(PipelineOptions.AUTO_GENERATE_UIDS, true));
        env.getCheckpointConfig().disableCheckpointing();
        DataStream<RawBatch> batches =
                env.fromSource(new BatchSource(run.number()), BatchTimestamps.strategy(config.time()), "batches");
        count(pipeline.wire(batches, config), run);
        JobID job = cluster.submitJob(env.getStreamGraph().getJobGraph()).get().getJobID();
        CompletableFuture<JobResult> ended =
                cluster.requestJobResult(job).whenComplete((result, error) -> run.fail(cause(result, error)));
        return new Job(cluster, job, ended);
    }

    private static <T> void count(DataStream<T> rows, GatedRun run) {
        rows.transform("count-rows", Types.VOID, new CountRows<>(run.number()));
    }

    private static Throwable cause(JobResult result, Throwable error) {
        if (result == null) {
            return error;
        }
        return result.getSerializedThrowable()
                .<Throwable>map(thrown -> thrown.deserializeError(Cluster.class.getClassLoader()))
                .orElseGet(() -> new CancellationException("it has ended"));
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }

    /** A running job; closing it cancels it and waits until it is gone. */
    public static final class Job implements AutoCloseable {
        private final MiniCluster cluster;
        private final JobID id;
        private final CompletableFuture<JobResult> ended;

        private Job(MiniCluster cluster, JobID id, CompletableFuture<JobResult> ended) {
            this.cluster = cluster;
            this.id = id;
            this.ended = ended;
        }

        @Override
        public void close() throws ExecutionException, InterruptedException, TimeoutException {
            cluster.cancelJob(id).get(END_TIMEOUT_S, TimeUnit.SECONDS);
            ended.get(END_TIMEOUT_S, TimeUnit.SECONDS);
        }
    }
}
