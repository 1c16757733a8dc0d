package dev.tokenflow.bench.pipeline;

import java.io.IOException;

/**
 * A pipeline that has carried load.
 *
 * @param coldS seconds of load until its hints were of now; NaN = they never were
 */
record WarmPipeline(Pipeline pipeline, double coldS) implements AutoCloseable {
    /** Starts one and loads it for as long as the options say. */
    static WarmPipeline start(Progress progress, PipelineOptions options) throws IOException {
        progress.say("starting Kafka, Flink and the hint server; %s", options.words());
        Pipeline pipeline = new Pipeline(options);
        try {
            progress.say("warming up for %d s at %,.0f events/s", options.warmUpS(), options.loadRate());
            double coldS = new LoadMeter(pipeline, options).warmUp();
            progress.say("%,d events fell behind meanwhile and are taken in", pipeline.behind());
            pipeline.drain();
            return new WarmPipeline(pipeline, coldS);
        } catch (IOException | RuntimeException e) {
            pipeline.close();
            throw e;
        }
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
