package dev.tokenflow.bench.window.peer;

import dev.tokenflow.job.config.JobConfig;
import dev.tokenflow.job.record.RawBatch;
import org.apache.flink.streaming.api.datastream.DataStream;

/** One way to compute windows with Flink. */
@FunctionalInterface
public interface FlinkPipeline {
    /**
     * Builds the operators between source and sink.
     *
     * @param batches with event time and watermarks
     * @param config window and slide
     */
    DataStream<?> wire(DataStream<RawBatch> batches, JobConfig config);
}
