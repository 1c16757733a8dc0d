package dev.tokenflow.bench.window.run;

import dev.tokenflow.bench.window.peer.FlinkPipeline;
import dev.tokenflow.bench.window.traffic.TrafficLoop;
import dev.tokenflow.job.config.JobConfig;
import java.time.Duration;

/**
 * A Flink job that is started afresh for every round. Before the clock starts it is given one window and half a slide
 * of events: the windows of a job that runs for long are full, and the clock starts between two firings.
 */
public final class FlinkRunner implements VariantRunner {
    private final Cluster cluster;
    private final FlinkPipeline pipeline;
    private final TrafficLoop traffic;
    private final JobConfig config;

    public FlinkRunner(Cluster cluster, FlinkPipeline pipeline, TrafficLoop traffic, JobConfig config) {
        this.cluster = cluster;
        this.pipeline = pipeline;
        this.traffic = traffic;
        this.config = config;
    }

    @Override
    public Round measure(Duration fillWall, Duration wall) throws Exception {
        try (GatedRun run = GatedRun.open(
                        traffic, config.run().subtasks(), config.time().outOfOrderness(), false);
                Cluster.Job job = cluster.submit(run, pipeline, config)) {
            run.awaitStart();
            long fullMs = TrafficLoop.START_MS
                    + config.window().window().toMillis()
                    + config.window().slide().toMillis() / 2;
            RunProgress filled = run.advance(fullMs, fillWall);
            long startNs = System.nanoTime();
            RunProgress end = run.advance(Long.MAX_VALUE, wall);
            return new Round(
                    end.events() - filled.events(),
                    end.atNs() - startNs,
                    end.eventMs() - filled.eventMs(),
                    end.rows() - filled.rows());
        }
    }
}
