package dev.tokenflow.lab.diagnosis;

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

    /** @param forest what was learnt on a clean link */
    static Map<Diagnoser, DiagnosisFigures> of(Experiment experiment, Arm arm, long seed, ForestRule forest) {
        LinkTruth truth = new LinkTruth();
        WordLog thresholds = new WordLog();
        WordLog forests = new WordLog();
        WatchedRun.Watcher watcher = new WatchedRun.Watcher() {
            @Override
            public void link(LinkCounters counters) {
                truth.add(counters);
            }

            @Override
            public void reading(PathReading reading, long nowNs) {
                if (reading.features().scope() == Scope.CLIENT) {
                    thresholds.add(nowNs, ThresholdRule.of(reading.signals()));
                    forests.add(nowNs, forest.of(reading));
                }
            }
        };
        WatchedRun.WatchedResult result = new WatchedRun(experiment, arm, seed).run(watcher, LinkTruth.SAMPLE_MS);
        truth.end();
        Map<Diagnoser, DiagnosisFigures> figures = new EnumMap<>(Diagnoser.class);
        figures.put(Diagnoser.TOKENFLOW, figures(truth, result.words(), result));
        figures.put(Diagnoser.THRESHOLDS, figures(truth, thresholds, result));
        figures.put(Diagnoser.FOREST, figures(truth, forests, result));
        return figures;
    }

    private static DiagnosisFigures figures(LinkTruth truth, WordLog words, WatchedRun.WatchedResult result) {
        DiagnosisFigures figures = new DiagnosisFigures();
        figures.add(truth, words, result.startNs(), result.endNs());
        return figures;
    }
}
