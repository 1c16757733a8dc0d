package dev.tokenflow.lab.diagnosis;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.experiment.loop.WordLog;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.run.WatchedRun;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.simulator.link.LinkCounters;
import java.util.EnumMap;
import java.util.Map;

/** One run, diagnosed in every way that is compared. */
final class DiagnosisRun {
    private DiagnosisRun() {}

    static Map<Diagnoser, DiagnosisFigures> of(Experiment experiment, Arm arm, long seed) {
        LinkTruth truth = new LinkTruth();
        WordLog thresholds = new WordLog();
        WatchedRun.Watcher watcher = new WatchedRun.Watcher() {
            @Override
            public void link(LinkCounters counters) {
                truth.add(counters);
            }

            @Override
            public void reading(PathReading reading, long nowNs) {
                if (reading.features().scope() == Scope.CLIENT) {
                    thresholds.add(nowNs, ThresholdRule.of(reading.signals()));
                }
            }
        };
        WatchedRun.WatchedResult result = new WatchedRun(experiment, arm, seed).run(watcher, LinkTruth.SAMPLE_MS);
        truth.end();
        Map<Diagnoser, DiagnosisFigures> figures = new EnumMap<>(Diagnoser.class);
        figures.put(Diagnoser.TOKENFLOW, figures(truth, result.words(), result));
        figures.put(Diagnoser.THRESHOLDS, figures(truth, thresholds, result));
        if (System.getProperty("show") != null) {
            show(truth, result);
        }
        return figures;
    }

    private static void show(LinkTruth truth, WatchedRun.WatchedResult result) {
        StringBuilder a = new StringBuilder();
        StringBuilder b = new StringBuilder();
        String letters = "?nCLBORS";
        for (int i = 0; i < truth.seconds(); i++) {
            LinkTruth.Second s = truth.second(i);
            Diagnosis w = result.words().at(result.startNs() + s.endMs() * 1_000_000L);
            a.append(letters.charAt(s.truth().ordinal()));
            b.append(letters.charAt(w.ordinal()));
        }
        System.out.println(a + "\n" + b);
    }

    private static DiagnosisFigures figures(LinkTruth truth, WordLog words, WatchedRun.WatchedResult result) {
        DiagnosisFigures figures = new DiagnosisFigures();
        figures.add(truth, words, result.startNs(), result.endNs());
        return figures;
    }
}
