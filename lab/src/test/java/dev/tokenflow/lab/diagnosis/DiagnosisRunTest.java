package dev.tokenflow.lab.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.ExperimentLink;
import dev.tokenflow.simulator.link.LinkSchedule;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of the whole loop in virtual time, over a link of which everything is known. */
class DiagnosisRunTest {
    private static final String TROUBLE = "clean1 20s rate=20mbit delay=20ms;"
            + "lossy1 20s rate=20mbit delay=20ms loss=2%; clean2 20s rate=20mbit delay=20ms;"
            + "narrow 20s rate=1mbit delay=20ms buffer=1s; clean3 20s rate=20mbit delay=20ms;"
            + "out1 2s rate=0bit delay=20ms buffer=100kB; clean4 10s rate=20mbit delay=20ms;"
            + "lossy2 20s rate=20mbit delay=20ms loss=5%; clean5 10s rate=20mbit delay=20ms;"
            + "out2 1s rate=20mbit delay=20ms loss=100%; clean6 10s rate=20mbit delay=20ms";

    @ParameterizedTest
    @ValueSource(strings = {"unpaced", "selfclocked", "tokenflow"})
    void wordsAreRightInEveryArm(String arm) {
        DiagnosisFigures figures = run(TROUBLE, Arms.of(arm)).get(Diagnoser.TOKENFLOW);

        assertThat(figures.f1(Diagnosis.NORMAL)).isGreaterThan(0.95);
        assertThat(figures.f1(Diagnosis.LOSS)).isGreaterThan(0.93);
        assertThat(figures.recall(Diagnosis.OUTAGE)).isEqualTo(1);
        if (figures.seconds(Diagnosis.CONGESTION) > 0) {
            assertThat(figures.f1(Diagnosis.CONGESTION)).isGreaterThan(0.9);
        }
        assertThat(figures.onsetMs(50)).isLessThan(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unpaced", "tokenflow"})
    void aCleanLinkNeverGetsAWordOfTrouble(String arm) {
        Map<Diagnoser, DiagnosisFigures> figures = run("clean 900s rate=20mbit delay=20ms jitter=3ms", Arms.of(arm));

        assertThat(figures.get(Diagnoser.TOKENFLOW).alarmsPerDay()).isZero();
        assertThat(figures.get(Diagnoser.TOKENFLOW).changesPerMinute()).isZero();
    }

    /**
     * The forest of before learns a clean link and says nothing of loss for seconds; thresholds say it for too long.
     */
    @ParameterizedTest
    @ValueSource(strings = {"unpaced", "selfclocked", "tokenflow"})
    void theOthersAreRightLessOften(String arm) {
        Map<Diagnoser, DiagnosisFigures> figures = run(TROUBLE, Arms.of(arm));

        for (Diagnoser other : new Diagnoser[] {Diagnoser.THRESHOLDS, Diagnoser.FOREST}) {
            assertThat(figures.get(other).f1(Diagnosis.LOSS))
                    .isLessThan(figures.get(Diagnoser.TOKENFLOW).f1(Diagnosis.LOSS));
        }
    }

    private static Map<Diagnoser, DiagnosisFigures> run(String schedule, Arm arm) {
        LinkSchedule link = LinkSchedule.parse(schedule);
        long ns = link.total().toNanos();
        Experiment experiment = new Experiment(
                new ExperimentLink("schedule", link, ns, Double.NaN),
                Double.NaN,
                1,
                10,
                0,
                50,
                400,
                Duration.ofNanos(ns));
        return DiagnosisRun.of(experiment, arm, 1, ForestRule.learn(experiment, arm));
    }
}
