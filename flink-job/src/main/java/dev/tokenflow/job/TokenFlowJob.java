package dev.tokenflow.job;

import dev.tokenflow.core.pacing.ClientVote;
import dev.tokenflow.job.config.ConfigException;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.operator.PathPartitions;
import dev.tokenflow.job.operator.ScorePaths;
import dev.tokenflow.job.operator.SideOutputs;
import dev.tokenflow.job.operator.UpdatesOnly;
import dev.tokenflow.job.pacing.PaceClients;
import dev.tokenflow.job.pacing.PaceNeighbourhoods;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.sink.JobSinks;
import dev.tokenflow.job.sink.KafkaSinks;
import dev.tokenflow.job.source.KafkaSources;
import dev.tokenflow.job.type.EdgeType;
import dev.tokenflow.protocol.hint.Scope;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The Flink job: it makes features of paths from kernel events, and hints from the features. */
public final class TokenFlowJob {
    private TokenFlowJob() {}

    /**
     * Builds the graph between sources and sinks.
     *
     * @param batches records of {@code tcp-events} with event time
     * @param models records of {@code models}; must be idle when silent
     */
    public static void define(
            DataStream<RawBatch> batches, DataStream<ModelUpdate> models, JobConfig config, JobSinks sinks) {
        WindowStage windows = WindowStage.of(batches, config);
        int[] keys = PathPartitions.keys(batches, config.limits().partitions());
        SingleOutputStreamOperator<ScoredReading> scored = windows.readings()
                .keyBy(row -> keys[row.partition()], Types.INT)
                .connect(models.broadcast(ScorePaths.MODELS))
                .process(new ScorePaths())
                .returns(EdgeType.SCORED)
                .name("score-paths")
                .uid("score-paths");
        SingleOutputStreamOperator<HintUpdate> clientHints = samePartitions(
                        scored.filter(row -> row.reading().features().scope() == Scope.CLIENT)
                                .uid("clients"),
                        row -> keys[row.reading().partition()])
                .process(new PaceClients(config))
                .name("pace-clients")
                .uid("pace-clients");
        DataStream<HintUpdate> neighbourHints = scored.filter(
                        row -> row.reading().features().scope() != Scope.CLIENT)
                .uid("neighbourhoods")
                .keyBy(ScoredReading::path)
                .connect(clientHints.getSideOutput(SideOutputs.VOTES).keyBy(ClientVote::neighbourhood))
                .process(new PaceNeighbourhoods(config.lifetime()))
                .name("pace-neighbourhoods")
                .uid("pace-neighbourhoods");

        scored.filter(new UpdatesOnly())
                .uid("keep-news")
                .sinkTo(sinks.features())
                .uid("path-features");
        clientHints.sinkTo(sinks.hints()).uid("pacing-hints"); // a sink of their own, so that they stay in their task
        neighbourHints.sinkTo(sinks.hints()).uid("neighbour-hints");
        windows.rejected().sinkTo(sinks.rejected()).uid("tcp-events-rejected");
    }

    /** Sets up {@code env} as the job needs it and builds the whole job between the configured topics. */
    public static void build(StreamExecutionEnvironment env, JobConfig config) {
        configure(env, config);
        define(KafkaSources.batches(env, config), KafkaSources.models(env, config), config, KafkaSinks.of(config));
    }

    /**
     * What every environment that runs {@link #define} must be set to. What Flink's command line or configuration says
     * stays, unless an option of the job was given for it.
     *
     * @throws ConfigException when Flink is set to something the job cannot run with, such as another state backend
     */
    public static void configure(StreamExecutionEnvironment env, JobConfig config) {
        FlinkSetup.apply(env, config);
    }

    /** {@code flink run flink-job-*-job.jar [--key value ...]}; {@code --help} lists the keys. */
    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print("Usage: flink run <job jar> [--key value ...]\n" + JobConfig.help());
            return;
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        try {
            build(env, JobConfig.parse(args, System.getenv()));
            FlinkSetup.show(env, JobConfig.texts(args, System.getenv()));
        } catch (ConfigException e) {
            refuse(e);
            return;
        }
        env.execute("tokenflow");
    }

    /**
     * Ends the client with one line. A JobManager runs this on a thread of its own when a jar is submitted to it: to
     * exit there would end the cluster.
     */
    static void refuse(ConfigException e) {
        if (!Thread.currentThread().getName().equals("main")) {
            throw e;
        }
        System.err.println("tokenflow: " + e.getMessage());
        System.exit(2);
    }

    /**
     * What is remembered of a path is kept by its partition, so the law goes where the scores are. They are chained
     * into one task: whatever the parallelism becomes while the job runs, it is the same for both.
     */
    private static <T> KeyedStream<T, Integer> samePartitions(DataStream<T> rows, KeySelector<T, Integer> key) {
        return DataStreamUtils.reinterpretAsKeyedStream(rows, key, Types.INT);
    }
}
