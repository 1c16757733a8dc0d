package dev.tokenflow.lab.experiment.run;

import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code runs.jsonl}: the figures of every finished run, a line each, so that an experiment that was stopped can go on.
 * Safe for several threads.
 */
public final class RunStore {
    private static final Pattern ARM = Pattern.compile(" arm=(\\S+) ");

    private final Path file;
    private final Map<String, RunFigures> known = new HashMap<>();

    private RunStore(Path file) {
        this.file = file;
    }

    /**
     * Opens the store of a folder.
     *
     * @param resume whether what is there counts; otherwise it is deleted
     * @throws IOException when the file cannot be read, or an earlier version wrote it, with other names for the arms
     */
    public static RunStore open(Path folder, boolean resume) throws IOException {
        RunStore store = new RunStore(folder.resolve("runs.jsonl"));
        if (resume && Files.exists(store.file)) {
            for (String line : Files.readAllLines(store.file)) {
                store.read(line);
            }
            store.requirePresentNames(folder);
            if (!Files.readString(store.file).endsWith("\n")) {
                Files.writeString(store.file, "\n", StandardOpenOption.APPEND); // the last line was cut short
            }
        } else {
            Files.deleteIfExists(store.file);
        }
        return store;
    }

    private void requirePresentNames(Path folder) throws IOException {
        for (String key : known.keySet()) {
            Matcher arm = ARM.matcher(key);
            String now = arm.find() ? Arms.renamed(arm.group(1)) : null;
            if (now != null) {
                throw new IOException("--resume: " + folder + " holds runs of the arm '" + arm.group(1)
                        + "', which is now called '" + now
                        + "'. Start again without --resume, or with another folder in --out");
            }
        }
    }

    /** What names a run: everything its figures follow from but the code. */
    public static String key(String medium, Experiment e, Arm arm, long seed) {
        return String.format(
                Locale.ROOT,
                "%s %s %s mean=%.0f length=%d clients=%d streams=%d %srate=%s answer=%d duration=%d arm=%s loop=%s"
                        + " seed=%d",
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
                arm.name(),
                arm.loop().text(),
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
