package dev.tokenflow.job.train;

import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.protocol.model.ModelCard;
import dev.tokenflow.protocol.model.ModelKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The records by which a version of a model is published. */
public final class ModelRecords {
    private static final byte[] NOTHING = {};

    private ModelRecords() {}

    /**
     * The model for use, the same kept for a way back, its card, and tombstones for what is too old to be kept.
     *
     * @param content the model's bytes
     * @param known versions that are kept, newest first
     * @param kept most versions that are, this one among them
     */
    public static List<ModelUpdate> of(ModelCard card, byte[] content, List<String> known, int kept) {
        String name = card.name();
        List<ModelUpdate> records = new ArrayList<>();
        records.add(record(ModelKey.card(name, card.version()), card.encode().getBytes(StandardCharsets.UTF_8)));
        records.add(record(ModelKey.kept(name, card.version()), content));
        records.add(record(ModelKey.inUse(name), content));
        known.stream()
                .filter(version -> !version.equals(card.version()))
                .skip(kept - 1L)
                .forEach(version -> {
                    records.add(record(ModelKey.kept(name, version), NOTHING));
                    records.add(record(ModelKey.card(name, version), NOTHING));
                });
        return records;
    }

    private static ModelUpdate record(ModelKey key, byte[] content) {
        return new ModelUpdate(key.text(), content);
    }
}
