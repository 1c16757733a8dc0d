package dev.tokenflow.job;

import dev.tokenflow.core.control.SiteClients;
import dev.tokenflow.job.config.ConfigException;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.operator.PaceSitesFunction;
import dev.tokenflow.job.operator.SideOutputs;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.sink.JobSinks;
import dev.tokenflow.job.sink.KafkaSinks;
import dev.tokenflow.job.source.KafkaSources;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
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
     * @param streamStats records of {@code stream-stats}; must be idle when silent
     */
    public static void define(
            DataStream<RawBatch> batches,
            DataStream<ModelUpdate> models,
            DataStream<String> streamStats,
            JobConfig config,
            JobSinks sinks) {
        PathStage paths = PathStage.of(batches, models, config);
        SingleOutputStreamOperator<HintUpdate> hints = paths.hints();
        SingleOutputStreamOperator<HintUpdate> siteHints = hints.getSideOutput(SideOutputs.SITES)
                .keyBy(ScoredReading::path)
                .connect(hints.getSideOutput(SideOutputs.CLIENTS).keyBy(SiteClients::path))
                .process(new PaceSitesFunction(config.lifetime()))
                .name("pace-sites")
                .uid("pace-sites");

        paths.rows().sinkTo(sinks.features()).uid("path-features");
        hints.sinkTo(sinks.hints()).uid("pacing-hints"); // a sink of their own, so that they stay in their task
        siteHints.sinkTo(sinks.hints()).uid("site-hints");
        paths.rejected().sinkTo(sinks.rejected()).uid("tcp-events-rejected");
        if (config.kafka().hasIncidents()) {
            IncidentStage.of(
                            paths,
                            streamStats,
                            config.incidents().heardEvery(config.rows().calm()))
                    .sinkTo(sinks.incidents())
                    .uid("incidents");
        }
    }

    /** Sets up {@code env} as the job needs it and builds the whole job between the configured topics. */
    public static void build(StreamExecutionEnvironment env, JobConfig config) {
        configure(env, config);
        define(
                KafkaSources.batches(env, config),
                KafkaSources.models(env, config),
                KafkaSources.streamStats(env, config),
                config,
                KafkaSinks.of(config));
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
}
