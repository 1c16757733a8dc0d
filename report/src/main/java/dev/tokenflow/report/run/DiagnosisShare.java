package dev.tokenflow.report.run;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.timeline.TimelineRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the faulty link was called in one phase of one arm.
 *
 * @param arm the arm
 * @param phase the phase
 * @param shares of the steps, by word, 0 to 1
 */
public record DiagnosisShare(String arm, String phase, Map<Diagnosis, Double> shares) {
    /** Of every arm and phase, in order. */
    public static List<DiagnosisShare> of(RunRecord run) {
        List<DiagnosisShare> all = new ArrayList<>();
        for (String arm : run.arms()) {
            Map<String, List<TimelineRow>> byPhase = new LinkedHashMap<>();
            run.rows(arm, ClientNetwork.FAR)
                    .forEach(row -> byPhase.computeIfAbsent(row.phase(), phase -> new ArrayList<>())
                            .add(row));
            byPhase.forEach((phase, rows) -> all.add(new DiagnosisShare(arm, phase, shares(rows))));
        }
        return all;
    }

    /** The words that were ever used, in order. */
    public static List<Diagnosis> words(List<DiagnosisShare> shares) {
        return Arrays.stream(Diagnosis.values())
                .filter(word -> shares.stream().anyMatch(share -> share.share(word) > 0))
                .toList();
    }

    /** Share of the steps with this word. */
    public double share(Diagnosis diagnosis) {
        return shares.getOrDefault(diagnosis, 0.0);
    }

    private static Map<Diagnosis, Double> shares(List<TimelineRow> rows) {
        Map<Diagnosis, Double> shares = new EnumMap<>(Diagnosis.class);
        rows.forEach(row -> shares.merge(row.hint().diagnosis(), 1.0 / rows.size(), Double::sum));
        return shares;
    }
}
