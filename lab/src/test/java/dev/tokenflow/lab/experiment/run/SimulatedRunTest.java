package dev.tokenflow.lab.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
import dev.tokenflow.lab.arm.LoopSettings;
import dev.tokenflow.lab.experiment.LinkChoice;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.ExperimentLink;
import dev.tokenflow.lab.experiment.result.Figure;
import dev.tokenflow.lab.experiment.result.RunFigures;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The effect, on links that are made up here: what the whole is for. Virtual time, so the figures are the same
 * everywhere.
 */
class SimulatedRunTest {
    @Test
    void onADropHintsKeepTheTokensAndTheDelay() throws IOException {
        RunFigures unpaced = run("drop", Arms.UNPACED, 60);
        RunFigures selfclocked = run("drop", Arms.SELFCLOCKED, 60);
        RunFigures hinted = run("drop", Arms.TOKENFLOW_PLAIN, 60);

        assertThat(hinted.get(Figure.CONGESTED_DELAY_P95)).isLessThan(unpaced.get(Figure.CONGESTED_DELAY_P95) / 10);
        assertThat(hinted.get(Figure.CONGESTED_DELAY_P95)).isLessThan(selfclocked.get(Figure.CONGESTED_DELAY_P95) / 3);
        assertThat(hinted.get(Figure.TOKENS_DELIVERED)).isGreaterThan(0.995 * selfclocked.get(Figure.TOKENS_DELIVERED));
        assertThat(hinted.get(Figure.TIME_TO_CUT)).isLessThan(1);
    }

    @Test
    void aHealedLinkIsFoundAndACleanOneIsLeftAlone() throws IOException {
        assertThat(run("drop", Arms.TOKENFLOW_PLAIN, 90).get(Figure.TIME_TO_RECOVER))
                .isLessThan(5);

        RunFigures clean = run("clean", Arms.TOKENFLOW_PLAIN, 30);
        assertThat(clean.get(Figure.FALSE_SLOWDOWN)).isZero();
        assertThat(clean.get(Figure.CHUNK_ONE)).isEqualTo(1);
        assertThat(clean.get(Figure.DELAY_P95))
                .isLessThanOrEqualTo(run("clean", Arms.UNPACED, 30).get(Figure.DELAY_P95) + 1);
    }

    @Test
    void withoutTheHintServerSendersGoOn() throws IOException {
        LoopSettings silent = LoopSettings.WHOLE.silentAfter(30);
        RunFigures hinted = run("drop", Arms.TOKENFLOW_PLAIN.with(silent), 60);
        RunFigures selfclocked = run("drop", Arms.SELFCLOCKED, 60);

        assertThat(hinted.get(Figure.TOKENS_DELIVERED)).isGreaterThan(0.99 * selfclocked.get(Figure.TOKENS_DELIVERED));
        assertThat(hinted.get(Figure.CONGESTED_DELAY_P95))
                .as("no worse than a sender that never had a hint")
                .isLessThan(1.1 * selfclocked.get(Figure.CONGESTED_DELAY_P95));
    }

    @ParameterizedTest
    @MethodSource("arms")
    void theSameSeedIsTheSameRun(Arm arm) throws IOException {
        assertThat(run("narrow", arm, 10)).isEqualTo(run("narrow", arm, 10));
    }

    static List<Arm> arms() {
        return Arms.all();
    }

    private static RunFigures run(String link, Arm arm, int seconds) throws IOException {
        ExperimentLink found = new LinkChoice(null, null, Double.NaN).find(link).getFirst();
        Experiment experiment = new Experiment(found, Double.NaN, 1, 30, 0, 50, 400, Duration.ofSeconds(seconds));
        return new SimulatedRun(experiment, arm, 1).run().figures();
    }
}
