package dev.tokenflow.job;

import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.path.TrainingRow;
import dev.tokenflow.job.config.ConfigException;
import dev.tokenflow.job.config.TrainConfig;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.sink.KafkaSinks;
import dev.tokenflow.job.source.KafkaSources;
import dev.tokenflow.job.train.FeatureBacklog;
import dev.tokenflow.job.train.ModelTopic;
import dev.tokenflow.job.train.PathTraining;
import dev.tokenflow.job.train.TopicCheck;
import dev.tokenflow.job.train.TrainingProgress;
import dev.tokenflow.job.train.TrainingReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.BatchShuffleMode;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.DetachedJobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Trains the models on the features of paths that the streaming job wrote, and publishes those that are good enough.
 * The job is bounded: one run reads what there is and ends.
 */
public final class TrainJob {
    private static final String NAME = "tokenflow-train";
    private static final int MODELS = PathModel.values().length;
    private static final Duration TOLD_EVERY = Duration.ofSeconds(2);

    private TrainJob() {}

    /**
     * Builds the graph between source and sink.
     *
     * @param rows bounded records of {@code path-features}
     * @param nowMs when the models are trained, ms since 1970
     * @param known what the topic of models has: of the versions in it the oldest are removed
     */
    public static void define(
            DataStream<String> rows,
            TrainConfig config,
            long nowMs,
            List<ModelTopic.Entry> known,
            Sink<ModelUpdate> models) {
        SingleOutputStreamOperator<TrainingRow> learnable = PathTraining.gather(rows, config);
        List<DataStream<ModelUpdate>> good = new ArrayList<>();
        for (PathModel model : PathModel.values()) {
            List<String> versions = ModelTopic.versions(known, model.word());
            good.add(PathTraining.train(model, learnable, config, nowMs, versions));
        }
        good.stream().reduce(DataStream::union).orElseThrow().sinkTo(models);
    }

    /** Trains once, between the configured topics, and waits for the end. */
    public static TrainingReport train(StreamExecutionEnvironment env, TrainConfig config) throws Exception {
        return train(env, config, line -> {});
    }

    /** The same, with a line now and then about how far it is. */
    public static TrainingReport train(StreamExecutionEnvironment env, TrainConfig config, Consumer<String> progress)
            throws Exception {
        return TrainingReport.of(run(env, config, progress));
    }

    private static JobExecutionResult run(StreamExecutionEnvironment env, TrainConfig config, Consumer<String> progress)
            throws Exception {
        TopicCheck.require(config);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        configure(env);
        TrainConfig named = config.version().equals("now") ? config.withVersion(now.toString()) : config;
        List<ModelTopic.Entry> known =
                new ModelTopic(config.bootstrapServers(), config.kafkaProperties(), config.models()).read();
        define(KafkaSources.featureRows(env, named, now), named, now.toEpochMilli(), known, KafkaSinks.models(named));
        return env instanceof LocalStreamEnvironment
                ? await(env.executeAsync(NAME), new TrainingProgress(FeatureBacklog.rows(named, now), MODELS), progress)
                : env.execute(NAME);
    }

    /** Waits for a job of this process, and tells how far it is. */
    private static JobExecutionResult await(JobClient job, TrainingProgress progress, Consumer<String> lines)
            throws Exception {
        long startNs = System.nanoTime();
        CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
        while (true) {
            try {
                return result.get(TOLD_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                tell(job, progress, System.nanoTime() - startNs, lines);
            } catch (InterruptedException e) {
                var unused = job.cancel();
                throw e;
            }
        }
    }

    private static void tell(JobClient job, TrainingProgress progress, long elapsedNs, Consumer<String> lines)
            throws InterruptedException {
        try {
            String line = progress.line(job.getAccumulators().get(1, TimeUnit.SECONDS), elapsedNs);
            if (line != null) {
                lines.accept(line);
            }
        } catch (ExecutionException | TimeoutException e) {
            // the job has just ended, or the machine is busy: the next line comes soon
        }
    }

    /**
     * What every environment that runs {@link #define} must be set to. In batch mode there are no checkpoints, whatever
     * the cluster's default is, and all tasks stream to each other, so they fail and start again together: rows are
     * gathered in memory, and none may be missing from a training that goes on after a failure.
     */
    public static void configure(StreamExecutionEnvironment env) {
        env.configure(new Configuration()
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH)
                .set(ExecutionOptions.BATCH_SHUFFLE_MODE, BatchShuffleMode.ALL_EXCHANGES_PIPELINED)
                // That of batch jobs takes no exchange that streams.
                .set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Default));
        env.setParallelism(1); // training needs all rows in one place
    }

    /**
     * {@code flink run -c dev.tokenflow.job.TrainJob flink-job-*-job.jar [--once] [--key value ...]}; {@code --help}
     * lists the keys.
     */
    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print("Usage: flink run -c " + TrainJob.class.getName() + " <job jar> [--key value ...]\n"
                    + TrainConfig.help());
            return;
        }
        try {
            TrainConfig config = TrainConfig.parse(args, System.getenv());
            StreamExecutionEnvironment env = environment();
            FlinkSetup.show(env, TrainConfig.texts(args, System.getenv()));
            if (!(env instanceof LocalStreamEnvironment)) {
                config.requireNoInterval();
            } else if (!config.once()) {
                repeat(config);
            }
            trainAndTell(env, config);
        } catch (ConfigException e) {
            TokenFlowJob.refuse(e);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) { // what execute declares
            TokenFlowJob.refuse(new ConfigException("the training failed: " + rootOf(e)));
        }
    }

    /**
     * Where a training runs that is told of while it runs: what tasks count comes with the heartbeats, here more often
     * than by default.
     */
    public static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.getExecutionEnvironment(
                new Configuration().set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1)));
    }

    /** A process of its own has nobody that starts it again and again, as a cluster has. Does not return. */
    private static void repeat(TrainConfig config) throws InterruptedException {
        long startNs = System.nanoTime();
        long everyNs = config.interval().toNanos();
        while (true) {
            try {
                trainAndTell(environment(), config);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) { // a broker that is away may be back for the next training
                System.err.println("tokenflow: this training failed, the next follows in its time: " + rootOf(e));
            }
            TimeUnit.NANOSECONDS.sleep(everyNs - (System.nanoTime() - startNs) % everyNs);
        }
    }

    private static void trainAndTell(StreamExecutionEnvironment env, TrainConfig config) throws Exception {
        JobExecutionResult result = run(env, config, line -> System.err.println("train: " + line));
        if (result instanceof DetachedJobExecutionResult) {
            System.out.println("The training is submitted as job " + result.getJobID()
                    + ". Its verdicts will be among the job's accumulators, and in the TaskManager's log.");
            return;
        }
        TrainingReport.of(result).lines().forEach(System.out::println);
    }

    /** What was wrong in the end, in one line. */
    private static String rootOf(Throwable error) {
        if (error instanceof IOException) {
            return String.valueOf(error.getMessage()); // ours, for people
        }
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
