package dev.tokenflow.job.operator;

import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.model.path.PathScorer;
import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.metric.Timing;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.job.state.ModelUpdateSerializer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores readings with the newest models that can be used. Models are replaced while the job runs. A model that is
 * damaged, or made for other inputs, is counted, and the last good one stays in use. While there is no model, readings
 * pass without a score.
 */
public final class ScorePaths extends KeyedBroadcastProcessFunction<Integer, PathReading, ModelUpdate, ScoredReading> {
    /** The newest usable content of every model. */
    public static final MapStateDescriptor<String, ModelUpdate> MODELS =
            new MapStateDescriptor<>("models", StringSerializer.INSTANCE, new ModelUpdateSerializer());

    private static final long serialVersionUID = 1L;
    private static final int MOST_TOLD = 1_000;
    private static final int TIMED_EVERY = 16;
    private static final Logger LOG = LoggerFactory.getLogger(ScorePaths.class);

    private transient @Nullable PathScorer scorer;
    private transient Set<String> told;
    private transient Count modelsIn;
    private transient Count modelsRefused;
    private transient Count anomalies;
    private transient Timing scores;

    @Override
    public void open(OpenContext context) {
        told = new HashSet<>();
        modelsIn = Count.of(JobMetric.MODELS_IN, getRuntimeContext());
        modelsRefused = Count.of(JobMetric.MODELS_REFUSED, getRuntimeContext());
        anomalies = Count.of(JobMetric.ANOMALIES, getRuntimeContext());
        scores = Timing.of(JobMetric.SCORE_NANOSECONDS, TIMED_EVERY, getRuntimeContext());
    }

    @Override
    public void processElement(PathReading reading, ReadOnlyContext context, Collector<ScoredReading> out)
            throws Exception {
        PathScorer known = scorer;
        if (known == null) {
            known = restored(context.getBroadcastState(MODELS).immutableEntries());
        }
        long begun = scores.begin();
        PathScore score = known.score(reading);
        scores.end(begun);
        anomalies.add(score.diagnosis().isUnusual() ? 1 : 0);
        out.collect(new ScoredReading(reading, score));
    }

    @Override
    public void processBroadcastElement(ModelUpdate update, Context context, Collector<ScoredReading> out)
            throws Exception {
        PathScorer known = scorer;
        if (known == null) {
            known = restored(context.getBroadcastState(MODELS).entries());
        }
        modelsIn.add(1);
        if (!accept(known, update)) {
            return;
        }
        if (update.content().length == 0) {
            context.getBroadcastState(MODELS).remove(update.name());
        } else {
            context.getBroadcastState(MODELS).put(update.name(), update);
        }
    }

    private PathScorer restored(Iterable<Map.Entry<String, ModelUpdate>> kept) {
        PathScorer made = new PathScorer();
        kept.forEach(entry -> accept(made, entry.getValue()));
        scorer = made;
        return made;
    }

    /** Takes a model into use, or says once why not. */
    private boolean accept(PathScorer into, ModelUpdate update) {
        try {
            TrainedModel model = into.accept(update.name(), update.content());
            LOG.info(
                    "model {}: {}",
                    update.name(),
                    model == null ? "withdrawn" : "version " + model.version() + " is in use");
            return true;
        } catch (MalformedModelException e) {
            modelsRefused.add(1);
            if (told.size() < MOST_TOLD && told.add(update.name() + ": " + e.getMessage())) {
                LOG.warn("model {} is not used, the one before stays: {}", update.name(), e.getMessage());
            }
            return false;
        }
    }
}
