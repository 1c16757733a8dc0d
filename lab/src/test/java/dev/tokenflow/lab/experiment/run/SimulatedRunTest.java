package dev.tokenflow.lab.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.lab.experiment.LinkChoice;
import dev.tokenflow.lab.experiment.plan.ArmSpec;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.ExperimentArm;
import dev.tokenflow.lab.experiment.plan.ExperimentLink;
import dev.tokenflow.lab.experiment.plan.Forecasts;
import dev.tokenflow.lab.experiment.plan.LoopDelay;
import dev.tokenflow.lab.experiment.plan.LoopSettings;
import dev.tokenflow.lab.experiment.result.Figure;
import dev.tokenflow.lab.experiment.result.RunFigures;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The effect, on links that are made up here: what the whole is for. Virtual time, so the figures are the same
 * everywhere.
 */
class SimulatedRunTest {
    @Test
    void onADropOursKeepsTheTokensAndTheDelay() throws IOException {
        RunFigures unpaced = run("drop", ExperimentArm.UNPACED, 60);
        RunFigures selfclocked = run("drop", ExperimentArm.SELFCLOCKED, 60);
        RunFigures ours = run("drop", ExperimentArm.OURS, 60);

        assertThat(ours.get(Figure.CONGESTED_DELAY_P95)).isLessThan(unpaced.get(Figure.CONGESTED_DELAY_P95) / 10);
        assertThat(ours.get(Figure.CONGESTED_DELAY_P95)).isLessThan(selfclocked.get(Figure.CONGESTED_DELAY_P95) / 3);
        assertThat(ours.get(Figure.TOKENS_DELIVERED)).isGreaterThan(0.995 * selfclocked.get(Figure.TOKENS_DELIVERED));
        assertThat(ours.get(Figure.TIME_TO_CUT)).isLessThan(1);
    }

    @Test
    void aHealedLinkIsFoundAndACleanOneIsLeftAlone() throws IOException {
        assertThat(run("drop", ExperimentArm.OURS, 90).get(Figure.TIME_TO_RECOVER))
                .isLessThan(5);

        RunFigures clean = run("clean", ExperimentArm.OURS, 30);
        assertThat(clean.get(Figure.FALSE_SLOWDOWN)).isZero();
        assertThat(clean.get(Figure.CHUNK_ONE)).isEqualTo(1);
        assertThat(clean.get(Figure.DELAY_P95))
                .isLessThanOrEqualTo(run("clean", ExperimentArm.UNPACED, 30).get(Figure.DELAY_P95) + 1);
    }

    @Test
    void withoutTheHintServerSendersGoOn() throws IOException {
        LoopSettings silent = new LoopSettings(LoopDelay.MEASURED, true, true, Forecasts.NONE, 30);
        RunFigures ours = run("drop", new ArmSpec("silent", ExperimentArm.OURS, silent), 60);
        RunFigures selfclocked = run("drop", ExperimentArm.SELFCLOCKED, 60);

        assertThat(ours.get(Figure.TOKENS_DELIVERED)).isGreaterThan(0.99 * selfclocked.get(Figure.TOKENS_DELIVERED));
        assertThat(ours.get(Figure.CONGESTED_DELAY_P95))
                .as("no worse than a sender that never had a hint")
                .isLessThan(1.1 * selfclocked.get(Figure.CONGESTED_DELAY_P95));
    }

    @ParameterizedTest
    @EnumSource(ExperimentArm.class)
    void theSameSeedIsTheSameRun(ExperimentArm arm) throws IOException {
        assertThat(run("narrow", arm, 10)).isEqualTo(run("narrow", arm, 10));
    }

    private static RunFigures run(String link, ExperimentArm arm, int seconds) throws IOException {
        return run(link, ArmSpec.of(arm, LoopSettings.WHOLE), seconds);
    }

    private static RunFigures run(String link, ArmSpec spec, int seconds) throws IOException {
        ExperimentLink found = new LinkChoice(null, null, Double.NaN).find(link).getFirst();
        Experiment experiment = new Experiment(found, Double.NaN, 1, 30, 0, 50, 400, Duration.ofSeconds(seconds));
        return new SimulatedRun(experiment, spec, 1).run().figures();
    }
}
