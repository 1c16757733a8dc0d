package dev.tokenflow.ops.model.version;

import dev.tokenflow.core.model.path.ModelCards;
import dev.tokenflow.core.model.saved.MalformedModelException;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.train.ModelTopic;
import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.model.ModelCard;
import dev.tokenflow.protocol.model.ModelKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The versions of models that a topic has. */
final class ModelVersions {
    private final List<ModelTopic.Entry> entries;
    private final Map<String, String> inUse = new HashMap<>();
    private final List<ModelCard> cards = new ArrayList<>();

    ModelVersions(List<ModelTopic.Entry> entries) {
        this.entries = entries;
        Map<ModelKey, ModelCard> known = new HashMap<>();
        for (ModelTopic.Entry entry : entries) {
            switch (entry.key().kind()) {
                case IN_USE -> {
                    ModelCard card = cardOfModel(entry);
                    inUse.put(entry.key().name(), card.version());
                    // of a model that was published without a card
                    known.putIfAbsent(ModelKey.card(entry.key().name(), card.version()), card);
                }
                case CARD -> known.put(entry.key(), read(entry));
                case KEPT -> {}
            }
        }
        cards.addAll(known.values());
        cards.sort(Comparator.comparing(ModelCard::name)
                .thenComparing(Comparator.comparingLong(ModelCard::trainedAtMs).reversed())
                .thenComparing(ModelCard::version));
    }

    /** Cards of all versions, by model and newest first. */
    List<ModelCard> cards() {
        return cards;
    }

    boolean isInUse(ModelCard card) {
        return card.version().equals(inUse.get(card.name()));
    }

    /**
     * Cards of a version, by the name of the model.
     *
     * @throws IOException naming the versions there are, when this is none of them
     */
    Map<String, ModelCard> of(String version) throws IOException {
        Map<String, ModelCard> found = new TreeMap<>();
        cards.stream().filter(card -> card.version().equals(version)).forEach(card -> found.put(card.name(), card));
        if (found.isEmpty()) {
            throw new IOException("there is no version '" + version + "', there are "
                    + names(cards.stream().map(ModelCard::version).distinct().toList()));
        }
        return found;
    }

    /**
     * The records that bring a version back into use.
     *
     * @throws IOException when no model of it is kept
     */
    List<ModelUpdate> rollback(String version) throws IOException {
        List<ModelUpdate> records = new ArrayList<>();
        for (ModelTopic.Entry kept : entries) {
            if (kept.key().kind() != ModelKey.Kind.KEPT || !kept.key().version().equals(version)) {
                continue;
            }
            String name = kept.key().name();
            ModelKey card = ModelKey.card(name, version);
            // Written again, so that the next training does not take it for the oldest.
            entries.stream()
                    .filter(entry -> entry.key().equals(card))
                    .forEach(entry -> records.add(new ModelUpdate(card.text(), entry.content())));
            records.add(new ModelUpdate(kept.key().text(), kept.content()));
            records.add(new ModelUpdate(ModelKey.inUse(name).text(), kept.content()));
        }
        if (records.isEmpty()) {
            throw new IOException("no model of version '" + version + "' is kept, kept are "
                    + names(entries.stream()
                            .map(ModelTopic.Entry::key)
                            .filter(key -> key.kind() == ModelKey.Kind.KEPT)
                            .map(ModelKey::version)
                            .distinct()
                            .sorted()
                            .toList()));
        }
        return records;
    }

    private static String names(List<String> versions) {
        return versions.isEmpty() ? "none" : versions.stream().collect(Collectors.joining(", "));
    }

    private static ModelCard read(ModelTopic.Entry entry) {
        try {
            return ModelCard.decode(new String(entry.content(), StandardCharsets.UTF_8));
        } catch (JsonException e) {
            return unreadable(entry, "the card cannot be read: " + e.getMessage());
        }
    }

    private static ModelCard cardOfModel(ModelTopic.Entry entry) {
        try {
            return ModelCards.of(ModelCodec.decode(entry.content()), "", entry.content().length);
        } catch (MalformedModelException e) {
            return unreadable(entry, "the model cannot be read: " + e.getMessage());
        }
    }

    private static ModelCard unreadable(ModelTopic.Entry entry, String why) {
        double unknown = Double.NaN;
        return new ModelCard(
                entry.key().name(),
                entry.key().version(),
                entry.atMs(),
                "",
                unknown,
                unknown,
                unknown,
                unknown,
                unknown,
                List.of(),
                "",
                unknown,
                Map.of(),
                why,
                entry.content().length);
    }
}
