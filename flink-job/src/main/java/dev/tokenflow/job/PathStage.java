package dev.tokenflow.job;

import dev.tokenflow.core.incident.ClientWord;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.operator.CheckBatchesFunction;
import dev.tokenflow.job.operator.FoldPanesFunction;
import dev.tokenflow.job.operator.PacePathsFunction;
import dev.tokenflow.job.operator.PathGroupKeys;
import dev.tokenflow.job.operator.SideOutputs;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.record.ShardBatch;
import dev.tokenflow.job.type.EdgeType;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The part of the job from raw batches to what is decided for every path.
 *
 * @param hints of clients and prefixes; its side outputs are those of {@link SideOutputs}
 * @param rejected what could not be read or came too late
 */
public record PathStage(SingleOutputStreamOperator<HintUpdate> hints, DataStream<RejectedBatch> rejected) {
    /** Builds that part behind {@code batches}, which have event time. */
    public static PathStage of(DataStream<RawBatch> batches, DataStream<ModelUpdate> models, JobConfig config) {
        SingleOutputStreamOperator<ShardBatch> sound = batches.process(new CheckBatchesFunction(config.time()))
                .name("check-batches")
                .uid("check-batches");
        SingleOutputStreamOperator<PaneBlock> panes = sound.keyBy(ShardBatch::shard, Types.STRING)
                .process(new FoldPanesFunction(config), EdgeType.BLOCK)
                .name("fold-panes")
                .uid("fold-panes");
        int[] keys = PathGroupKeys.of(batches, config.limits().groups());
        SingleOutputStreamOperator<HintUpdate> hints = panes.keyBy(block -> keys[block.group()], Types.INT)
                .connect(models.broadcast(PacePathsFunction.MODELS))
                .process(new PacePathsFunction(config))
                .name("pace-paths")
                .uid("pace-paths");
        return new PathStage(
                hints, sound.getSideOutput(SideOutputs.REJECTED).union(panes.getSideOutput(SideOutputs.REJECTED)));
    }

    /** Words about clients that have changed. */
    public DataStream<ClientWord> words() {
        return hints.getSideOutput(SideOutputs.WORDS);
    }

    /** Rows of features. */
    public DataStream<ScoredReading> rows() {
        return hints.getSideOutput(SideOutputs.ROWS);
    }
}
