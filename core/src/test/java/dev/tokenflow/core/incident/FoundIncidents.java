package dev.tokenflow.core.incident;

import dev.tokenflow.protocol.incident.Incident;
import dev.tokenflow.protocol.incident.IncidentKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was found against what was the matter. */
final class FoundIncidents {
    /** Words come up to 2 s late, and an incident must be quiet for 3 s: what is found later is of no use. */
    private static final long LATE_MS = 6_000;

    /** Of one kind. */
    static final class Score {
        int truths;
        int found;
        int wrong;
        final List<Long> afterFirstWordMs = new ArrayList<>();
        final List<Long> afterStartMs = new ArrayList<>();
        final List<Long> startErrorMs = new ArrayList<>();
        final List<Long> endErrorMs = new ArrayList<>();

        double precision() {
            return found + wrong == 0 ? 1 : found / (double) (found + wrong);
        }

        double recall() {
            return truths == 0 ? 1 : found / (double) truths;
        }
    }

    final Map<IncidentKind, Score> scores = new EnumMap<>(IncidentKind.class);
    final List<String> mistakes = new ArrayList<>();

    FoundIncidents() {
        for (IncidentKind kind : IncidentKind.values()) {
            scores.put(kind, new Score());
        }
    }

    Score of(IncidentKind kind) {
        return scores.get(kind);
    }

    /** Every incident that was said counts as wrong unless it is the first about something that was the matter. */
    void add(String run, List<VirtualFleet.Truth> truths, List<Incident> said) {
        Map<String, Incident> first = new LinkedHashMap<>();
        Map<String, Incident> last = new LinkedHashMap<>();
        for (Incident incident : said) {
            first.putIfAbsent(incident.id(), incident);
            last.put(incident.id(), incident);
        }
        for (VirtualFleet.Truth truth : truths) {
            Score score = of(truth.kind());
            score.truths++;
            Incident found = first.values().stream()
                    .filter(incident -> isAbout(incident, truth))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                mistakes.add(run + " missed " + truth);
                continue;
            }
            first.remove(found.id());
            score.found++;
            score.afterFirstWordMs.add(found.atMs() - truth.firstMs());
            score.afterStartMs.add(found.atMs() - truth.startMs());
            score.startErrorMs.add(Math.abs(found.startMs() - truth.startMs()));
            Incident end = last.get(found.id());
            if (end != null && !end.isOpen()) {
                score.endErrorMs.add(Math.abs(end.endMs() - truth.endMs()));
            }
        }
        for (Incident wrong : first.values()) {
            of(wrong.kind()).wrong++;
            mistakes.add(run + " wrong " + wrong);
        }
    }

    private static boolean isAbout(Incident incident, VirtualFleet.Truth truth) {
        return incident.kind() == truth.kind()
                && incident.key().equals(truth.key())
                && incident.atMs() >= truth.startMs()
                && incident.atMs() <= truth.endMs() + LATE_MS;
    }

    static long percentile(List<Long> values, int percent) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) * percent / 100);
    }

    /** As it stands in the documents. */
    String table() {
        StringBuilder table = new StringBuilder("| kind | incidents | precision | recall | found after its first word,"
                + " p50 / p95 / max | end told wrong by, p50 / p95 |\n|---|---|---|---|---|---|\n");
        scores.forEach((kind, score) -> {
            if (score.truths > 0) {
                table.append(String.format(
                        Locale.ROOT,
                        "| %s | %d | %.3f | %.3f | %.2f / %.2f / %.2f s | %.2f / %.2f s |%n",
                        kind.word(),
                        score.truths,
                        score.precision(),
                        score.recall(),
                        percentile(score.afterFirstWordMs, 50) / 1e3,
                        percentile(score.afterFirstWordMs, 95) / 1e3,
                        percentile(score.afterFirstWordMs, 100) / 1e3,
                        percentile(score.endErrorMs, 50) / 1e3,
                        percentile(score.endErrorMs, 95) / 1e3));
            }
        });
        return table.toString();
    }
}
