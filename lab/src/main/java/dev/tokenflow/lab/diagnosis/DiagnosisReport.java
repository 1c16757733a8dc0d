package dev.tokenflow.lab.diagnosis;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.protocol.json.JsonWriter;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The figures of a comparison, for a terminal and as JSON. */
final class DiagnosisReport {
    private DiagnosisReport() {}

    static void print(Map<Arm, Map<Diagnoser, DiagnosisFigures>> figures, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%-16s %-10s %8s   %15s   %15s  %9s  %s%n",
                "arm",
                "words of",
                "macro-F1",
                "to the word",
                "to normal",
                "words/min",
                "F1 of each class (seconds of truth)");
        figures.forEach((arm, ways) -> ways.forEach((way, f) -> out.printf(
                Locale.ROOT,
                "%-16s %-10s %8.3f   %6.2f %6.2f s   %6.2f %6.2f s  %9.1f  %s%n",
                arm.name(),
                way.word(),
                f.macroF1(),
                f.onsetMs(50) / 1e3,
                f.onsetMs(95) / 1e3,
                f.endMs(50) / 1e3,
                f.endMs(95) / 1e3,
                f.changesPerMinute(),
                classes(f))));
        figures.forEach((arm, ways) -> confusion(arm, Objects.requireNonNull(ways.get(Diagnoser.TOKENFLOW)), out));
        out.printf(
                Locale.ROOT,
                "%nThe mean is over classes with at least %d s of truth. Times: median and 95th percentile over"
                        + " stretches of a second or more,%nof loss from the third lost segment on.%n",
                DiagnosisFigures.LEAST_SECONDS);
    }

    private static String classes(DiagnosisFigures f) {
        StringBuilder text = new StringBuilder();
        for (Diagnosis truth : truths(f)) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(String.format(Locale.ROOT, "%s %.3f (%,d)", truth.text(), f.f1(truth), f.seconds(truth)));
        }
        return text.toString();
    }

    private static void confusion(Arm arm, DiagnosisFigures f, PrintStream out) {
        List<Diagnosis> words = Arrays.stream(Diagnosis.values())
                .filter(word -> truths(f).stream().anyMatch(truth -> f.seconds(truth, word) > 0))
                .toList();
        out.printf(Locale.ROOT, "%n%-24s", arm.name() + ": truth, called");
        words.forEach(word -> out.printf(Locale.ROOT, " %20s", word.text()));
        out.println();
        for (Diagnosis truth : truths(f)) {
            out.printf(Locale.ROOT, "%-24s", truth.text());
            words.forEach(word -> out.printf(Locale.ROOT, " %,20d", f.seconds(truth, word)));
            out.println();
        }
    }

    private static List<Diagnosis> truths(DiagnosisFigures f) {
        return Arrays.stream(Diagnosis.values())
                .filter(truth -> f.seconds(truth) > 0)
                .toList();
    }

    static String json(Map<Arm, Map<Diagnoser, DiagnosisFigures>> figures, int seeds) {
        JsonWriter json = new JsonWriter().beginObject();
        json.field("network", "simulated").field("seeds", seeds);
        json.name("arms").beginArray();
        figures.forEach((arm, ways) -> {
            json.beginObject().field("name", arm.name()).name("words_of").beginArray();
            ways.forEach((way, f) -> way(json, way, f));
            json.endArray().endObject();
        });
        return json.endArray().endObject().toString();
    }

    private static void way(JsonWriter json, Diagnoser way, DiagnosisFigures f) {
        json.beginObject().field("name", way.word()).field("macro_f1", f.macroF1(), 4);
        times(json, "time_to_right_word_ms", f.onsetMs(50), f.onsetMs(95));
        times(json, "time_to_normal_ms", f.endMs(50), f.endMs(95));
        json.field("words_changed_per_min", f.changesPerMinute(), 2).field("alarms_per_day", f.alarmsPerDay(), 1);
        json.name("classes").beginArray();
        for (Diagnosis truth : truths(f)) {
            json.beginObject().field("truth", truth.word()).field("seconds", f.seconds(truth));
            json.field("counts", f.counts(truth)).field("f1", f.f1(truth), 4).field("recall", f.recall(truth), 4);
            json.name("called").beginObject();
            for (Diagnosis word : Diagnosis.values()) {
                json.field(word.word(), f.seconds(truth, word));
            }
            json.endObject().endObject();
        }
        json.endArray().endObject();
    }

    private static void times(JsonWriter json, String name, double p50, double p95) {
        json.name(name).beginObject().field("p50", p50, 0).field("p95", p95, 0).endObject();
    }
}
