package dev.tokenflow.core.model.path;

import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.model.tree.IsolationForest;
import dev.tokenflow.protocol.model.ModelCard;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the cards of path models. */
public final class ModelCards {
    private static final String OF_DATA = "data_";

    private ModelCards() {}

    /**
     * The card of a model whose metrics say what it was made of ({@link TrainingFacts}) and how it was judged
     * ({@link ModelJudge}).
     *
     * @param verdict one line on how good it is
     * @param bytes its size
     */
    public static ModelCard of(TrainedModel model, String verdict, long bytes) {
        boolean isForest = model.scorer() instanceof IsolationForest;
        Map<String, Double> metrics = model.metrics().entrySet().stream()
                .filter(metric -> !metric.getKey().startsWith(OF_DATA))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new ModelCard(
                model.name(),
                model.version(),
                model.trainedAtMs(),
                isForest ? "isolation forest" : "boosted trees",
                model.metric(TrainingFacts.FROM),
                model.metric(TrainingFacts.TO),
                model.metric(TrainingFacts.PATHS),
                model.metric("training_rows"),
                model.metric("held_rows"),
                model.schema().names(),
                String.format(Locale.ROOT, "%016x", model.schema().hash()),
                model.metric(isForest ? PathModel.THRESHOLD : PathModel.SHIFT),
                metrics,
                verdict,
                bytes);
    }
}
