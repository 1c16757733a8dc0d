package dev.tokenflow.bench.window;

import dev.tokenflow.core.feature.Pane;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.operator.CheckBatches;
import dev.tokenflow.job.operator.FoldPanes;
import dev.tokenflow.job.operator.RollWindows;
import dev.tokenflow.job.record.PathReading;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.SourceBatch;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The job from raw batches to features, wired as {@code TokenFlowJob.define} does. */
final class Ours {
    private Ours() {}

    static DataStream<PathReading> wire(DataStream<RawBatch> batches, JobConfig config) {
        return batches.process(new CheckBatches(config.time()))
                .keyBy(SourceBatch::source)
                .process(new FoldPanes(config))
                .keyBy(Pane::path)
                .process(new RollWindows(config));
    }
}
