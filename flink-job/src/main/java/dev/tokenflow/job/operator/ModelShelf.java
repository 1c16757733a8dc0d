package dev.tokenflow.job.operator;

import dev.tokenflow.core.control.Scorer;
import dev.tokenflow.core.diagnosis.UsualRange;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.model.path.PathScorer;
import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.metric.Count;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.metric.Timing;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.state.ModelUpdateSerializer;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ReadOnlyBroadcastState;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models in use by one subtask. Models are replaced while the job runs. A model that is damaged, or made for other
 * inputs, is counted, and the last good one stays in use.
 */
final class ModelShelf implements Scorer {
    /** The newest usable content of every model. */
    static final MapStateDescriptor<String, ModelUpdate> MODELS =
            new MapStateDescriptor<>("models", StringSerializer.INSTANCE, new ModelUpdateSerializer());

    private static final int MOST_TOLD = 1_000;
    private static final int TIMED_EVERY = 16;
    private static final Logger LOG = LoggerFactory.getLogger(ModelShelf.class);

    private final PathScorer scorer = new PathScorer();
    private final Set<String> told = new HashSet<>();
    private final Count modelsIn;
    private final Count modelsRefused;
    private final Timing scores;
    private boolean isRestored;

    ModelShelf(RuntimeContext context) {
        modelsIn = Count.of(JobMetric.MODELS_IN, context);
        modelsRefused = Count.of(JobMetric.MODELS_REFUSED, context);
        scores = Timing.of(JobMetric.SCORE_NANOSECONDS, TIMED_EVERY, context);
    }

    /** Takes the models of a checkpoint into use, the first time. */
    void restore(ReadOnlyBroadcastState<String, ModelUpdate> kept) throws Exception {
        if (!isRestored) {
            isRestored = true;
            kept.immutableEntries().forEach(entry -> accept(entry.getValue()));
        }
    }

    @Override
    public UsualRange usual() {
        return scorer.usual();
    }

    @Override
    public PathScore score(PathReading reading) {
        long begun = scores.begin();
        PathScore score = scorer.score(reading);
        scores.end(begun);
        return score;
    }

    /** Takes a record of the model topic, and remembers it in {@code kept} when it can be used. */
    void take(ModelUpdate update, BroadcastState<String, ModelUpdate> kept) throws Exception {
        restore(kept);
        modelsIn.add(1);
        if (!accept(update)) {
            return;
        }
        if (update.content().length == 0) {
            kept.remove(update.name());
        } else {
            kept.put(update.name(), update);
        }
    }

    /** Takes a model into use, or says once why not. */
    private boolean accept(ModelUpdate update) {
        try {
            TrainedModel model = scorer.accept(update.name(), update.content());
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
