package dev.tokenflow.bench.window;

import dev.tokenflow.core.feature.PathReading;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.operator.CheckBatches;
import dev.tokenflow.job.operator.FoldPanes;
import dev.tokenflow.job.operator.PathPartitions;
import dev.tokenflow.job.operator.RollWindows;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.SourceBatch;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The job from raw batches to features, wired as {@code TokenFlowJob.define} does. */
final class Ours {
    private Ours() {}

    static DataStream<PathReading> wire(DataStream<RawBatch> batches, JobConfig config) {
        int[] keys = PathPartitions.keys(config.limits().partitions());
        return batches.process(new CheckBatches(config.time()))
                .keyBy(SourceBatch::source)
                .process(new FoldPanes(config))
                .keyBy(block -> keys[block.partition()], Types.INT)
                .process(new RollWindows(config));
    }
}
