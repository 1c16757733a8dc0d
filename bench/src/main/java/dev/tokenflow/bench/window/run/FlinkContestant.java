package dev.tokenflow.bench.window.run;

import dev.tokenflow.bench.window.peer.FlinkPipeline;
import dev.tokenflow.bench.window.traffic.TrafficLoop;
import dev.tokenflow.job.config.JobConfig;
import java.time.Duration;

/**
 * A Flink job that is started afresh for every round. Before the clock starts it is given one window and half a slide
 * of events: the windows of a job that runs for long are full, and the clock starts between two firings.
 */
public final class FlinkContestant implements Contestant {
    private final Cluster cluster;
    private final FlinkPipeline pipeline;
    private final TrafficLoop traffic;
    private final JobConfig config;

    public FlinkContestant(Cluster cluster, FlinkPipeline pipeline, TrafficLoop traffic, JobConfig config) {
        this.cluster = cluster;
        this.pipeline = pipeline;
        this.traffic = traffic;
        this.config = config;
    }

    @Override
    public Round race(Duration fillWall, Duration wall) throws Exception {
        try (Lap lap = Lap.open(
                        traffic, config.run().parallelism(), config.time().outOfOrderness(), false);
                Cluster.Job job = cluster.submit(lap, pipeline, config)) {
            lap.awaitStart();
            long fullMs = TrafficLoop.START_MS
                    + config.window().window().toMillis()
                    + config.window().slide().toMillis() / 2;
            Reach filled = lap.advance(fullMs, fillWall);
            long startNs = System.nanoTime();
            Reach end = lap.advance(Long.MAX_VALUE, wall);
            return new Round(
                    end.events() - filled.events(),
                    end.atNs() - startNs,
                    end.eventMs() - filled.eventMs(),
                    end.rows() - filled.rows());
        }
    }
}
