package dev.tokenflow.job.operator;

import dev.tokenflow.core.feature.PathReading;
import dev.tokenflow.job.JobMetric;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.Score;
import dev.tokenflow.job.record.ScoredReading;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/** Scores readings with the newest models. While there is no model a reading passes without a score. */
public final class ScorePaths extends KeyedBroadcastProcessFunction<Integer, PathReading, ModelUpdate, ScoredReading> {
    /** The newest content of every model. */
    public static final MapStateDescriptor<String, ModelUpdate> MODELS =
            new MapStateDescriptor<>("models", String.class, ModelUpdate.class);

    private static final long serialVersionUID = 1L;

    private transient Count modelsIn;

    @Override
    public void open(OpenContext context) {
        modelsIn = Count.of(JobMetric.MODELS_IN, getRuntimeContext());
    }

    @Override
    public void processElement(PathReading reading, ReadOnlyContext context, Collector<ScoredReading> out) {
        out.collect(new ScoredReading(reading, Score.NONE));
    }

    @Override
    public void processBroadcastElement(ModelUpdate update, Context context, Collector<ScoredReading> out)
            throws Exception {
        modelsIn.add(1);
        if (update.content().length == 0) {
            context.getBroadcastState(MODELS).remove(update.name());
        } else {
            context.getBroadcastState(MODELS).put(update.name(), update);
        }
    }
}
