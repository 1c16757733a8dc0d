package dev.tokenflow.lab.diagnosis;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.fit.Quantile;
import dev.tokenflow.core.model.path.PathInputs;
import dev.tokenflow.core.model.path.PathSample;
import dev.tokenflow.core.model.path.TrainingRow;
import dev.tokenflow.core.model.path.TrainingSet;
import dev.tokenflow.core.model.tree.IsolationForest;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.ExperimentLink;
import dev.tokenflow.lab.experiment.run.WatchedRun;
import dev.tokenflow.protocol.hint.Scope;
import dev.tokenflow.simulator.link.LinkCounters;
import dev.tokenflow.simulator.link.LinkSchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How paths were diagnosed before: a forest that has learnt a clean link calls a path's last ten seconds unusual, and
 * thresholds on the round trip and on what was sent again say in which way.
 */
final class ForestRule {
    private static final Duration LESSON = Duration.ofSeconds(60);
    private static final String CLEAN = "clean 60s rate=50mbit delay=20ms";
    private static final long LESSON_SEED = 1_000_000;
    private static final double HELD = 0.25;
    private static final int MOST_ROWS = 50_000;

    /** Share of ordinary samples that may score above the threshold, and the least threshold (Liu et al. 2008). */
    private static final double UNUSUAL_SHARE = 0.005;

    private static final double LEAST_THRESHOLD = 0.5;

    private static final double LOSS_SHARE = 0.01;
    private static final double QUEUE_RATIO = 2;
    private static final double FLAT_RATIO = 1.25;

    private final IsolationForest forest;
    private final double threshold;
    private final double[] row = new double[PathInputs.ANOMALY.size()];

    private ForestRule(IsolationForest forest, double threshold) {
        this.forest = forest;
        this.threshold = threshold;
    }

    /** Learns from a minute of the same streams over a clean link. */
    static ForestRule learn(Experiment experiment, Arm arm) {
        LinkSchedule clean = LinkSchedule.parse(CLEAN);
        Experiment lesson = new Experiment(
                new ExperimentLink("clean", clean, clean.total().toNanos(), Double.POSITIVE_INFINITY),
                Double.NaN,
                1,
                experiment.streams(),
                0,
                experiment.tokensPerSecond(),
                experiment.answerTokens(),
                LESSON);
        TrainingSet set = new TrainingSet(HELD, MOST_ROWS);
        var unused = new WatchedRun(lesson, arm, LESSON_SEED)
                .run(
                        new WatchedRun.Watcher() {
                            @Override
                            public void link(LinkCounters counters) {
                                // it is clean
                            }

                            @Override
                            public void reading(PathReading reading, long nowNs) {
                                if (reading.features().scope() == Scope.CLIENT) {
                                    set.add(PathSample.of(reading, "lesson"));
                                }
                            }
                        },
                        LinkTruth.SAMPLE_MS);
        List<TrainingRow> rows = new ArrayList<>();
        set.rows(List.of(0L), rows::add);
        int inputs = PathInputs.ANOMALY.size();
        double[] table = rows.stream()
                .filter(r -> !r.held())
                .flatMapToDouble(r -> Arrays.stream(r.inputs()))
                .toArray();
        IsolationForest forest = new IsolationForestTrainer(ForestConfig.DEFAULT).fit(table, inputs);
        double[] scores = rows.stream()
                .filter(TrainingRow::held)
                .mapToDouble(r -> forest.score(r.inputs()))
                .sorted()
                .toArray();
        return new ForestRule(
                forest, Math.max(LEAST_THRESHOLD, Quantile.ofSorted(scores, scores.length, 1 - UNUSUAL_SHARE)));
    }

    Diagnosis of(PathReading reading) {
        PathSample sample = PathSample.of(reading, "");
        if (!sample.isMeasured()) {
            return Diagnosis.UNKNOWN;
        }
        PathInputs.anomaly(sample, row);
        if (!(forest.score(row) > threshold)) {
            return Diagnosis.NORMAL;
        }
        double ratio = Math.max(sample.recentRttMs(), sample.p50RttMs()) / sample.baselineRttMs();
        boolean losing = sample.segments() > 0 && (double) sample.lost() / sample.segments() > LOSS_SHARE;
        if (losing && ratio < QUEUE_RATIO) {
            return Diagnosis.LOSS;
        }
        return ratio > FLAT_RATIO ? Diagnosis.CONGESTION : losing ? Diagnosis.LOSS : Diagnosis.NORMAL;
    }
}
