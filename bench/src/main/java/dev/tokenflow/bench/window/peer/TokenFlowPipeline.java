package dev.tokenflow.bench.window.peer;

import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.WindowStage;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.RawBatch;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The job from raw batches to features, wired as {@code TokenFlowJob.define} does. */
public final class TokenFlowPipeline {
    private TokenFlowPipeline() {}

    public static DataStream<PathReading> wire(DataStream<RawBatch> batches, JobConfig config) {
        return WindowStage.of(batches, config).readings();
    }
}
