package dev.tokenflow.bench.window;

import dev.tokenflow.job.config.JobConfig;
import java.time.Duration;

/** A Flink job that is started afresh for every round. */
final class FlinkContestant implements Contestant {
    private final Cluster cluster;
    private final FlinkPipeline pipeline;
    private final TrafficLoop traffic;
    private final JobConfig config;
    private final Pace pace;

    FlinkContestant(Cluster cluster, FlinkPipeline pipeline, TrafficLoop traffic, JobConfig config, Pace pace) {
        this.cluster = cluster;
        this.pipeline = pipeline;
        this.traffic = traffic;
        this.config = config;
        this.pace = pace;
    }

    @Override
    public Round race(Duration wall) throws Exception {
        try (Lap lap = Lap.open(traffic, config.run().parallelism(), config.time().outOfOrderness(), false);
                Cluster.Job job = cluster.submit(lap, pipeline, config)) {
            Reach filled = lap.advance(TrafficLoop.START_MS + pace.fill().toMillis(), pace.fillWall());
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
