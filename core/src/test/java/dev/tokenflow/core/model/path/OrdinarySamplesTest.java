package dev.tokenflow.core.model.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.diagnosis.UsualRange;
import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.path.PathFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a forest takes for normal after an hour of rows with and without trouble: judged by what it then calls unusual.
 */
class OrdinarySamplesTest {
    private static final int HOUR_S = 3_600;
    private static final int PATHS = 4;

    /** Trouble that lasts, as on a real link, and whose traces stay in the windows for ten seconds. */
    @ParameterizedTest
    @CsvSource({"0.05, LOSS", "0.4, LOSS", "0.05, CONGESTION", "0.4, CONGESTION", "0.05, CONGESTION_AND_LOSS"})
    void anHourWithTroubleDoesNotMakeItNormal(double share, Diagnosis trouble) {
        Random random = new Random(1);
        TrainingSet set = hourly();
        for (int path = 0; path < PATHS; path++) {
            int spellS = 40;
            int everyS = (int) (spellS / share);
            for (int s = 0; s < HOUR_S; s++) {
                int into = (s + 17 * path) % everyS;
                boolean isIn = into < spellS;
                double trace = isIn ? 1 : Math.max(0, 1 - (into - spellS) / 10.0);
                set.add(of(random, path, s, trouble, trace), isIn ? trouble : Diagnosis.NORMAL);
            }
        }
        TrainedModel forest = forest(set);

        assertThat(unusual(forest, random, Diagnosis.NORMAL)).isLessThan(0.03);
        assertThat(unusual(forest, random, trouble)).isGreaterThan(0.97);
        assertThat(forest.metric(UsualRange.LOSS_HIGH)).isLessThan(0.005);
        assertThat(forest.metric(TrainingFacts.RTT_RATIO_HIGH)).isBetween(1.0, 1.3);
    }

    /** One row in two or three in trouble, so that no window is without a trace: hardly a row has no such neighbour. */
    @Test
    void troubleEverySecondLeavesTheRowsBetween() {
        Random random = new Random(2);
        TrainingSet set = hourly();
        for (int s = 0; s < HOUR_S; s++) {
            boolean isIn = random.nextDouble() < 0.4;
            Diagnosis word = isIn ? Diagnosis.LOSS : Diagnosis.NORMAL;
            set.add(of(random, 0, s, word, 1), word);
        }

        assertThat(set.facts().ordinaryShare()).isCloseTo(0.6, within(0.03));
        assertThat(unusual(forest(set), random, Diagnosis.LOSS)).isGreaterThan(0.97);
    }

    @Test
    void aNewLossFloorBecomesNormalWhenItWasThereForFourFifthsOfTheHistory() {
        Random random = new Random(3);
        TrainedModel tooShort = forest(since(random, Diagnosis.LOSS, 0.25));
        TrainedModel longEnough = forest(since(random, Diagnosis.LOSS, 0.15));

        assertThat(unusual(tooShort, random, Diagnosis.LOSS)).isGreaterThan(0.97);
        assertThat(tooShort.metric(UsualRange.LOSS_HIGH)).isLessThan(0.005);
        assertThat(unusual(longEnough, random, Diagnosis.LOSS)).isLessThan(0.03);
        assertThat(longEnough.metric(UsualRange.LOSS_LOW)).isLessThan(0.005);
        assertThat(longEnough.metric(UsualRange.LOSS_HIGH)).isBetween(0.02, 0.05);
    }

    /** The whole history is congested; the baseline is of before. */
    @Test
    void aNewBaseRoundTripBecomesNormal() {
        Random random = new Random(4);
        TrainedModel forest = forest(since(random, Diagnosis.CONGESTION, 0));

        assertThat(unusual(forest, random, Diagnosis.CONGESTION)).isLessThan(0.03);
        assertThat(forest.metric(TrainingFacts.RTT_RATIO_HIGH)).isBetween(2.0, 4.0);
    }

    /** Nine rows of ten are of one path in trouble, but four paths of five have none. */
    @Test
    void aLoudPathDoesNotDecide() {
        Random random = new Random(5);
        TrainingSet set = hourly();
        for (int s = 0; s < HOUR_S; s++) {
            set.add(of(random, 0, s, Diagnosis.LOSS, 1), Diagnosis.LOSS);
            if (s % 36 == 0) {
                for (int path = 1; path < 5; path++) {
                    set.add(of(random, path, s, Diagnosis.NORMAL, 1), Diagnosis.NORMAL);
                }
            }
        }

        assertThat(unusual(forest(set), random, Diagnosis.LOSS)).isGreaterThan(0.97);
    }

    /** Rows of prefixes and sites have no diagnosis of their own, but their clients' trouble in them. */
    @Test
    void whatHasNoDiagnosisTeachesNothingWhereOthersHaveOne() {
        Random random = new Random(7);
        TrainingSet set = hourly();
        for (int s = 0; s < HOUR_S; s++) {
            Diagnosis word = s % 600 < 60 ? Diagnosis.LOSS : Diagnosis.NORMAL;
            set.add(of(random, 0, s, word, 1), word);
            set.add(of(random, 1, s, word, 1), Diagnosis.UNKNOWN);
            set.add(of(random, 2, s, word, 1), Diagnosis.UNKNOWN);
        }

        assertThat(unusual(forest(set), random, Diagnosis.LOSS)).isGreaterThan(0.97);
        assertThat(set.facts().ordinaryShare()).isBetween(0.27, 0.3);
    }

    /** A minute of trouble is all there is: no reason to call it normal. */
    @Test
    void aShortHistoryMakesNoNewNormal() {
        Random random = new Random(6);
        TrainingSet set = hourly();
        for (int s = 0; s < 60; s++) {
            set.add(of(random, 0, s, Diagnosis.LOSS, 1), Diagnosis.LOSS);
        }

        assertThat(rows(set)).isEmpty();
        assertThat(set.facts().ordinaryShare()).isZero();
    }

    @Test
    void aFlatNetworkGivesAForestThatWorksAtOnce() {
        TrainingSet set = hourly();
        for (int s = 0; s < 90; s++) {
            set.add(exact(0, s, 40, 0), Diagnosis.UNKNOWN);
        }
        List<TrainingRow> rows = rows(set);
        ModelJudge.Verdict verdict = judge(set, rows);

        assertThat(verdict.good()).as(verdict.why()).isTrue();
        TrainedModel forest = verdict.model();
        assertThat(isUnusual(forest, exact(0, 0, 40, 0))).isFalse();
        assertThat(isUnusual(forest, exact(0, 0, 41, 0)))
                .as("a millisecond more")
                .isFalse();
        assertThat(isUnusual(forest, exact(0, 0, 120, 0))).isTrue();
        assertThat(isUnusual(forest, exact(0, 0, 40, 25))).as("5 % lost").isTrue();
        assertThat(forest.metric("made_up_found")).isGreaterThan(0.8);
    }

    @Test
    void whatIsUsualIsTold() {
        TrainingSet set = hourly();
        for (int s = 0; s < 1_000; s++) {
            set.add(exact(0, s, 40 + 0.04 * (s % 100), s % 10 == 0 ? 1 : 0), Diagnosis.NORMAL);
        }
        TrainingFacts facts = set.facts();

        assertThat(facts.usualLossLow()).isZero();
        assertThat(facts.usualLossHigh()).isCloseTo(1 / 500.0, within(1e-12));
        assertThat(facts.usualRttRatioHigh()).isCloseTo(1 + 0.04 * 94 / 40, within(1e-6));
        assertThat(facts.toMs() - facts.fromMs()).isEqualTo(999_000);
        assertThat(facts.metrics(PathModel.RTT_1S)).doesNotContainKey(UsualRange.LOSS_HIGH);
    }

    private static TrainingSet hourly() {
        return new TrainingSet(0.25, 200_000, HOUR_S * 1_000L);
    }

    /** An hour that was normal for this share of it, and has had this trouble since. */
    private static TrainingSet since(Random random, Diagnosis trouble, double normalShare) {
        TrainingSet set = hourly();
        for (int path = 0; path < PATHS; path++) {
            for (int s = 0; s < HOUR_S; s++) {
                Diagnosis word = s < normalShare * HOUR_S ? Diagnosis.NORMAL : trouble;
                set.add(of(random, path, s, word, 1), word);
            }
        }
        return set;
    }

    private static List<TrainingRow> rows(TrainingSet set) {
        List<TrainingRow> rows = new ArrayList<>();
        set.rows(List.of(0L), rows::add);
        return rows;
    }

    private static TrainedModel forest(TrainingSet set) {
        ModelJudge.Verdict verdict = judge(set, rows(set));
        assertThat(verdict.good()).as(verdict.why()).isTrue();
        return verdict.model();
    }

    private static ModelJudge.Verdict judge(TrainingSet set, List<TrainingRow> rows) {
        double[] fitted = rows.stream()
                .filter(row -> !row.held())
                .flatMapToDouble(row -> Arrays.stream(row.inputs()))
                .toArray();
        TrainedModel model = new TrainedModel(
                "anomaly",
                "1",
                0,
                PathModel.ANOMALY.schema(),
                Map.of(),
                new IsolationForestTrainer(ForestConfig.DEFAULT).fit(fitted, PathInputs.ANOMALY.size()));
        return ModelJudge.judge(
                PathModel.ANOMALY,
                model.withMetrics(set.facts().metrics(PathModel.ANOMALY)),
                rows.stream().filter(TrainingRow::held).toList());
    }

    private static double unusual(TrainedModel forest, Random random, Diagnosis word) {
        int count = 0;
        for (int i = 0; i < 1_000; i++) {
            count += isUnusual(forest, of(random, 0, 0, word, 1)) ? 1 : 0;
        }
        return count / 1_000.0;
    }

    private static boolean isUnusual(TrainedModel forest, PathSample sample) {
        double[] inputs = new double[PathInputs.ANOMALY.size()];
        PathInputs.anomaly(sample, inputs);
        return forest.scorer().score(inputs) > forest.metric(PathModel.THRESHOLD);
    }

    /** A sample as this word means it: 2.5 % lost, round trips three times the baseline, or both; of that a share. */
    private static PathSample of(Random random, int path, int second, Diagnosis word, double share) {
        boolean losing = word == Diagnosis.LOSS || word == Diagnosis.CONGESTION_AND_LOSS;
        boolean queue = word == Diagnosis.CONGESTION || word == Diagnosis.CONGESTION_AND_LOSS;
        double rttMs = 40 * (1 + (queue ? 2 * share : 0)) * (1 + 0.05 * Math.abs(random.nextGaussian()));
        long lost = losing ? Math.round(share * (10 + random.nextInt(6))) : random.nextInt(100) == 0 ? 1 : 0;
        return exact(path, second, rttMs, lost);
    }

    private static PathSample exact(int path, int second, double rttMs, long lost) {
        return new PathSample(
                "client/" + path,
                second * 1_000L,
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
                lost,
                0,
                1e4,
                1,
                0,
                1,
                PathFacts.UNKNOWN);
    }
}
