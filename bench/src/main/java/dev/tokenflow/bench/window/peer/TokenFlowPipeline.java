package dev.tokenflow.bench.window.peer;

import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.PathStage;
import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.type.EdgeType;
import org.apache.flink.streaming.api.datastream.DataStream;

/** The job from raw batches to features, wired as {@code TokenFlowJob.define} does. */
public final class TokenFlowPipeline {
    private TokenFlowPipeline() {}

    public static DataStream<PathReading> wire(DataStream<RawBatch> batches, JobConfig config) {
        DataStream<ModelUpdate> noModels = batches.filter(batch -> false)
                .uid("no-batches")
                .map(batch -> new ModelUpdate("", new byte[0]))
                .returns(ModelUpdate.class)
                .uid("no-models");
        return PathStage.of(batches, noModels, config)
                .rows()
                .map(ScoredReading::reading)
                .returns(EdgeType.READING)
                .uid("readings");
    }
}
