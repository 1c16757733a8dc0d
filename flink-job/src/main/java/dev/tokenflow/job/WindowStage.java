package dev.tokenflow.job;

import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.operator.CheckBatches;
import dev.tokenflow.job.operator.FoldPanes;
import dev.tokenflow.job.operator.PathPartitions;
import dev.tokenflow.job.operator.RollWindows;
import dev.tokenflow.job.operator.SideOutputs;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.SourceBatch;
import dev.tokenflow.job.type.EdgeType;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The part of the job from raw batches to the readings of every path's windows.
 *
 * @param readings of all paths; those of one partition stay in one task, in order
 * @param rejected what could not be read or came too late
 */
public record WindowStage(DataStream<PathReading> readings, DataStream<RejectedBatch> rejected) {
    /** Builds that part behind {@code batches}, which have event time. */
    public static WindowStage of(DataStream<RawBatch> batches, JobConfig config) {
        SingleOutputStreamOperator<SourceBatch> sound = batches.process(new CheckBatches(config.time()))
                .name("check-batches")
                .uid("check-batches");
        SingleOutputStreamOperator<PaneBlock> panes = sound.keyBy(SourceBatch::source, Types.STRING)
                .process(new FoldPanes(config))
                .name("fold-panes")
                .uid("fold-panes");
        int[] keys = PathPartitions.keys(batches, config.limits().partitions());
        SingleOutputStreamOperator<PathReading> readings = panes.keyBy(block -> keys[block.partition()], Types.INT)
                .process(new RollWindows(config))
                .returns(EdgeType.READING)
                .name("roll-windows")
                .uid("roll-windows");
        return new WindowStage(
                readings, sound.getSideOutput(SideOutputs.REJECTED).union(panes.getSideOutput(SideOutputs.REJECTED)));
    }
}
