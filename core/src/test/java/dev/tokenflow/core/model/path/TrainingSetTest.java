package dev.tokenflow.core.model.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.model.tree.Scorer;
import dev.tokenflow.core.path.PathFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingSetTest {
    private static final long HISTORY_MS = 3_600_000;

    @Test
    void aLabelIsWhatCameAtTheHorizon() {
        TrainingSet set = new TrainingSet(0.25, 1_000, HISTORY_MS);
        for (int i = 0; i < 100; i++) {
            set.add(sample(i * 200L, 40 + i), Diagnosis.NORMAL);
        }
        List<TrainingRow> rows = rows(set, 1_000);

        assertThat(rows.get(0).label()).isCloseTo(Math.log(45.0 / 40), within(1e-12));
        assertThat(rows.get(1).ewma()).isCloseTo(Math.log((40 + 1 / 8.0) / 41), within(1e-12));
        assertThat(rows.stream().filter(TrainingRow::held)).hasSize(20);
        assertThat(rows.stream().filter(row -> !row.held()))
                .as("a row whose label lies behind the border belongs to neither part")
                .hasSize(70);
    }

    @Test
    void aGapHasNoLabel() {
        TrainingSet set = new TrainingSet(0.25, 1_000, HISTORY_MS);
        set.add(sample(0, 40), Diagnosis.UNKNOWN);
        set.add(sample(5_000, 50), Diagnosis.UNKNOWN);

        assertThat(rows(set, 1_000)).isEmpty();
    }

    @Test
    void manySamplesAreThinnedEvenly() {
        TrainingSet set = new TrainingSet(0.25, 50, HISTORY_MS);
        for (int i = 0; i < 100; i++) {
            set.add(sample(i * 200L, 40), Diagnosis.NORMAL);
        }

        assertThat(rows(set, 1_000)).hasSizeBetween(40, 50);
    }

    /** A flood of paths leaves whole paths, so that there are still labels, and no more than fits. */
    @Test
    void tooManySamplesLeaveFewerPaths() {
        TrainingSet set = new TrainingSet(0.25, 1_000, HISTORY_MS);
        for (int i = 0; i < 50; i++) {
            for (int path = 0; path < 1_000; path++) {
                set.add(named("client/" + path, i * 200L), Diagnosis.NORMAL);
            }
        }

        assertThat(set.samples()).isBetween(1_500, 5_000);
        assertThat(set.samples() % 50).as("whole paths").isZero();
        assertThat(rows(set, 1_000)).isNotEmpty();
    }

    @Test
    void aForecastMustBeatWhatIsThere() {
        List<TrainingRow> held = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            double[] inputs = new double[PathInputs.FORECAST.size()];
            inputs[0] = i % 2;
            held.add(new TrainingRow(1_000, true, inputs, i % 2 == 0 ? 0.5 : -0.5, 0.1));
        }
        assertThat(ModelJudge.judge(PathModel.RTT_1S, forecasting(held, 1), held)
                        .good())
                .isTrue();
        assertThat(ModelJudge.judge(PathModel.RTT_1S, forecasting(held, -1), held)
                        .good())
                .isFalse();
        assertThat(ModelJudge.judge(PathModel.RTT_1S, forecasting(held, 1), held.subList(0, 49))
                        .why())
                .contains("49 rows to judge it by");
    }

    @Test
    void trustIsEarnedAndLost() {
        ForecastTrust trust = new ForecastTrust(1_000);
        for (int i = 0; i < 1_000; i++) {
            trust.observe("a", sample(i * 200L, 40 + 10 * (i / 5 % 2)), 40 + 10 * ((i + 5) / 5 % 2));
        }
        assertThat(trust.isEarned()).isTrue();
        assertThat(trust.errorRatio()).isZero();
        for (int i = 1_000; i < 2_000; i++) {
            trust.observe("a", sample(i * 200L, 40), 60);
        }
        assertThat(trust.isEarned()).isFalse();
        trust.reset();
        assertThat(trust.outcomes()).isZero();
    }

    private static TrainedModel forecasting(List<TrainingRow> rows, int sign) {
        double[] inputs = rows.stream()
                .flatMapToDouble(row -> Arrays.stream(row.inputs()))
                .toArray();
        double[] targets = rows.stream().mapToDouble(row -> sign * row.label()).toArray();
        BoostingConfig config = new BoostingConfig(BoostingLoss.SQUARED, 5, 4, 2, 5, 0.5, 1, 1, 0, 1, 1);
        Scorer scorer = new GradientBoostingTrainer(config).fit(inputs, PathInputs.FORECAST.size(), targets);
        return new TrainedModel("rtt-1s", "1", 0, PathModel.RTT_1S.schema(), Map.of(), scorer);
    }

    private static List<TrainingRow> rows(TrainingSet set, long horizonMs) {
        List<TrainingRow> rows = new ArrayList<>();
        set.rows(List.of(horizonMs), rows::add);
        return rows;
    }

    private static PathSample sample(long atMs, double rttMs) {
        return sample(atMs, rttMs, 0);
    }

    private static PathSample named(String path, long atMs) {
        return sample(path, atMs, 40, 0);
    }

    private static PathSample sample(long atMs, double rttMs, long retransmits) {
        return sample("client/a", atMs, rttMs, retransmits);
    }

    private static PathSample sample(String path, long atMs, double rttMs, long retransmits) {
        return new PathSample(
                path,
                atMs,
                rttMs,
                10,
                40,
                rttMs,
                rttMs,
                rttMs,
                1,
                rttMs,
                rttMs,
                40,
                500,
                retransmits,
                0,
                1e4,
                1,
                0,
                1,
                PathFacts.UNKNOWN);
    }
}
