package dev.tokenflow.lab.experiment.run;

import dev.tokenflow.lab.experiment.plan.ArmSpec;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.result.Figure;
import dev.tokenflow.lab.experiment.result.RunFigures;
import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonReader;
import dev.tokenflow.protocol.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code runs.jsonl}: the figures of every finished run, a line each, so that an experiment that was stopped can go on.
 * Safe for several threads.
 */
public final class RunStore {
    private final Path file;
    private final Map<String, RunFigures> known = new HashMap<>();

    private RunStore(Path file) {
        this.file = file;
    }

    /**
     * Opens the store of a folder.
     *
     * @param resume whether what is there counts; else it is dropped
     */
    public static RunStore open(Path folder, boolean resume) throws IOException {
        RunStore store = new RunStore(folder.resolve("runs.jsonl"));
        if (resume && Files.exists(store.file)) {
            for (String line : Files.readAllLines(store.file)) {
                store.read(line);
            }
            if (!Files.readString(store.file).endsWith("\n")) {
                Files.writeString(store.file, "\n", StandardOpenOption.APPEND); // the last line was cut short
            }
        } else {
            Files.deleteIfExists(store.file);
        }
        return store;
    }

    /** What names a run: everything its figures follow from but the code. */
    public static String key(String medium, Experiment e, ArmSpec spec, long seed) {
        return String.format(
                Locale.ROOT,
                "%s %s %s mean=%.0f length=%d clients=%d streams=%d %srate=%s answer=%d duration=%d arm=%s loop=%s seed=%d",
                medium,
                e.link().name(),
                Integer.toHexString(e.link().timeline().at(0).toString().hashCode()),
                e.link().meanBitsPerSecond(),
                e.link().lengthNs(),
                e.clients(),
                e.streams(),
                e.neighbours() == 0 ? "" : "neighbours=" + e.neighbours() + " ",
                e.tokensPerSecond(),
                e.answerTokens(),
                e.duration().toMillis(),
                spec.name(),
                spec.loop(),
                seed);
    }

    /** What was measured under this key; null when it was not. */
    public synchronized @Nullable RunFigures get(String key) {
        return known.get(key);
    }

    public synchronized int size() {
        return known.size();
    }

    public synchronized void put(String key, RunFigures figures) throws IOException {
        known.put(key, figures);
        JsonWriter json =
                new JsonWriter().beginObject().field("run", key).name("figures").beginObject();
        figures.values().forEach((figure, value) -> json.field(figure.name().toLowerCase(Locale.ROOT), value));
        Files.writeString(
                file, json.endObject().endObject() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** A line cut short by a kill is a run to be done again. */
    private void read(String line) {
        try {
            Map<String, @Nullable Object> row = JsonReader.readObject(line);
            if (row.get("run") instanceof String key && row.get("figures") instanceof Map<?, ?> values) {
                Map<Figure, Double> figures = new EnumMap<>(Figure.class);
                for (Figure figure : Figure.values()) {
                    if (values.get(figure.name().toLowerCase(Locale.ROOT)) instanceof Number value) {
                        figures.put(figure, value.doubleValue());
                    }
                }
                known.put(key, new RunFigures(figures));
            }
        } catch (JsonException e) {
            // as if the run had not ended
        }
    }
}
