package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.path.ModelJudge;
import dev.tokenflow.core.model.path.PathInputs;
import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.path.PathSample;
import dev.tokenflow.core.model.path.PathScore;
import dev.tokenflow.core.model.path.TrainingRow;
import dev.tokenflow.core.model.path.TrainingSet;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.core.pane.PaneBlock;
import dev.tokenflow.core.path.PathFacts;
import dev.tokenflow.core.path.PathReading;
import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.HintUpdate;
import dev.tokenflow.job.record.ModelUpdate;
import dev.tokenflow.job.record.ScoredReading;
import dev.tokenflow.protocol.hint.Scope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that arrive while paths are paced; a row at every slide shows what they say. */
class ModelShelfTest {
    private static final String CLIENT = "203.0.113.7";

    private long startMs;

    @Test
    void withoutAModelReadingsPass() throws Exception {
        try (var scores = scores()) {
            read(scores, 40);

            PathScore score = last(scores);
            assertThat(score.model()).isEmpty();
            assertThat(score.anomalyScore()).isNaN();
            assertThat(score.diagnosis()).as("needs no model").isEqualTo(Diagnosis.NORMAL);
        }
    }

    @Test
    void aModelIsSwappedWhileReadingsCome() throws Exception {
        try (var scores = scores()) {
            scores.processBroadcastElement(forest("1", 40), 0);
            read(scores, 40);
            PathScore first = last(scores);
            scores.processBroadcastElement(forest("2", 40), 0);
            read(scores, 400);
            PathScore second = last(scores);

            assertThat(first.model()).isEqualTo("anomaly 1");
            assertThat(first.diagnosis()).isEqualTo(Diagnosis.NORMAL);
            assertThat(second.model()).isEqualTo("anomaly 2");
            assertThat(second.anomalyScore())
                    .isGreaterThan(first.anomalyScore())
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aBadModelIsCountedAndTheLastGoodOneStays() throws Exception {
        try (var scores = scores()) {
            byte[] good = forest("1", 40).content();
            byte[] damaged = good.clone();
            damaged[damaged.length / 2] ^= 1;
            scores.processBroadcastElement(new ModelUpdate("anomaly", good), 0);
            scores.processBroadcastElement(new ModelUpdate("anomaly", damaged), 0);
            scores.processBroadcastElement(new ModelUpdate("anomaly", new byte[] {1, 2, 3}), 0);
            scores.processBroadcastElement(new ModelUpdate("rtt-1s", good), 0);
            scores.processBroadcastElement(new ModelUpdate("weather", good), 0);
            scores.processBroadcastElement(forestOver(List.of("a", "b")), 0);
            read(scores, 40);

            assertThat(last(scores).model()).isEqualTo("anomaly 1");
            assertThat(Harness.count(scores, JobMetric.MODELS_IN)).isEqualTo(6);
            assertThat(Harness.count(scores, JobMetric.MODELS_REFUSED)).isEqualTo(5);
        }
    }

    @Test
    void aWithdrawnModelSaysNothingMore() throws Exception {
        try (var scores = scores()) {
            scores.processBroadcastElement(forest("1", 40), 0);
            scores.processBroadcastElement(new ModelUpdate("anomaly", new byte[0]), 0);
            read(scores, 40);

            PathScore score = last(scores);
            assertThat(score.model()).isEmpty();
            assertThat(score.anomalyScore()).isNaN();
            assertThat(score.diagnosis()).as("needs no model").isEqualTo(Diagnosis.NORMAL);
        }
    }

    @Test
    void modelsSurviveARestart() throws Exception {
        OperatorSubtaskState saved;
        try (var scores = scores()) {
            scores.processBroadcastElement(forest("7", 40), 0);
            saved = scores.snapshot(1, 0);
        }
        try (var scores = Harness.closedPace(Harness.EVERY_SLIDE)) {
            scores.initializeState(saved);
            scores.open();
            read(scores, 40);

            assertThat(last(scores).model()).isEqualTo("anomaly 7");
        }
    }

    @Test
    void aSavedModelNamesNoRecord(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("models");
        saveModel(file);

        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("dev.tokenflow.job.state.")
                .doesNotContain("dev.tokenflow.job.record");
    }

    private static void saveModel(Path file) throws Exception {
        double[] rows = new Random(1).doubles(16L * PathInputs.ANOMALY.size()).toArray();
        TrainedModel small = new TrainedModel(
                "anomaly",
                "7",
                0,
                PathModel.ANOMALY.schema(),
                Map.of(),
                new IsolationForestTrainer(new ForestConfig(2, 8, 1)).fit(rows, PathInputs.ANOMALY.size()));
        try (var scores = scores()) {
            scores.processBroadcastElement(new ModelUpdate("anomaly", ModelCodec.encode(small)), 0);
            OperatorSnapshotUtil.writeStateHandle(scores.snapshot(1, 0), file.toString());
        }
    }

    /** Trained where 40 ms is usual, 120 ms are an anomaly; trained again where both are seen, they are not. */
    @Test
    void whatIsNormalIsLearntAgain() throws Exception {
        try (var scores = scores()) {
            scores.processBroadcastElement(forest("1", 40), 0);
            read(scores, 120);
            double before = last(scores).anomalyScore();
            scores.processBroadcastElement(forest("2", 40, 120), 0);
            read(scores, 120);

            assertThat(before).isGreaterThan(0.6);
            assertThat(last(scores).anomalyScore()).isLessThan(0.5);
        }
    }

    private static KeyedBroadcastOperatorTestHarness<Integer, PaneBlock, ModelUpdate, HintUpdate> scores()
            throws Exception {
        return Harness.pace(Harness.EVERY_SLIDE);
    }

    private static PathScore last(
            KeyedBroadcastOperatorTestHarness<Integer, PaneBlock, ModelUpdate, HintUpdate> scores) {
        List<ScoredReading> all = clients(Harness.side(scores, SideOutputs.ROWS));
        return all.get(all.size() - 1).score();
    }

    private static List<ScoredReading> clients(List<ScoredReading> rows) {
        return rows.stream()
                .filter(row -> row.reading().features().scope() == Scope.CLIENT)
                .toList();
    }

    /**
     * Lets the operator see a client of its own whose baseline is 40 ms and whose round trips are now these; its prefix
     * and its site are left out.
     */
    private void read(KeyedBroadcastOperatorTestHarness<Integer, PaneBlock, ModelUpdate, HintUpdate> scores, long rttMs)
            throws Exception {
        startMs += 100_000;
        for (PaneBlock block : blocks(startMs, rttMs)) {
            scores.processElement(block, block.endMs() - 1);
        }
        scores.processWatermark(new Watermark(startMs + 15_100));
        scores.processBroadcastWatermark(new Watermark(startMs + 15_100));
    }

    private static PathReading reading(long rttMs) throws Exception {
        try (var scores = scores()) {
            ModelShelfTest test = new ModelShelfTest();
            test.read(scores, rttMs);
            List<ScoredReading> all = clients(Harness.side(scores, SideOutputs.ROWS));
            return all.get(all.size() - 1).reading();
        }
    }

    private static List<PaneBlock> blocks(long startMs, long rttMs) throws Exception {
        try (var fold = Harness.fold(Harness.EVERY_SLIDE)) {
            TestAgent agent = new TestAgent("host", 1);
            for (int i = 0; i < 10; i++) {
                agent.ack(startMs + 920 + i, CLIENT, 1, 40, 255);
            }
            fold.processElement(Harness.checked(agent.raw(startMs + 940), "host"), startMs + 940);
            fold.processWatermark(new Watermark(startMs + 14_000));
            for (int i = 0; i < 30; i++) {
                agent.ack(startMs + 14_910 + i, CLIENT, 1, rttMs, 255);
            }
            fold.processElement(Harness.checked(agent.raw(startMs + 14_950), "host"), startMs + 14_950);
            fold.processWatermark(new Watermark(startMs + 15_100));
            return fold.extractOutputValues().stream()
                    .filter(block -> !block.isAlarm())
                    .toList();
        }
    }

    /** A forest trained and judged on readings around these round trips, over a baseline of 40 ms. */
    private static ModelUpdate forest(String version, long... usualMs) throws Exception {
        Random random = new Random(1);
        TrainingSet set = new TrainingSet(0.25, 100_000);
        for (long usual : usualMs) {
            PathSample like = PathSample.of(reading(usual));
            for (int i = 0; i < 1_000; i++) {
                set.add(jittered(like, i * 200L, 0.95 + 0.1 * random.nextDouble()));
            }
        }
        List<TrainingRow> rows = new ArrayList<>();
        set.rows(List.of(0L), rows::add);
        double[] fitted = rows.stream()
                .filter(row -> !row.held())
                .flatMapToDouble(row -> Arrays.stream(row.inputs()))
                .toArray();
        TrainedModel model = new TrainedModel(
                "anomaly",
                version,
                0,
                PathModel.ANOMALY.schema(),
                Map.of(),
                new IsolationForestTrainer(ForestConfig.DEFAULT).fit(fitted, PathInputs.ANOMALY.size()));
        ModelJudge.Verdict verdict = ModelJudge.judge(
                PathModel.ANOMALY,
                model,
                rows.stream().filter(TrainingRow::held).toList());
        assertThat(verdict.good()).as(verdict.why()).isTrue();
        return new ModelUpdate("anomaly", ModelCodec.encode(verdict.model()));
    }

    private static PathSample jittered(PathSample s, long atMs, double factor) {
        return new PathSample(
                s.path(),
                atMs,
                s.recentRttMs() * factor,
                s.count(),
                s.minRttMs(),
                s.meanRttMs() * factor,
                s.p50RttMs() * factor,
                s.p95RttMs() * factor,
                s.rttVariationMs() * factor,
                s.longP50RttMs(),
                s.longP95RttMs(),
                s.baselineRttMs(),
                s.segments(),
                s.retransmits(),
                s.dsacks(),
                s.goodput(),
                s.activeStreams(),
                s.unsentBytes(),
                s.appLimitedShare(),
                PathFacts.UNKNOWN);
    }

    private static ModelUpdate forestOver(List<String> names) {
        TrainedModel model = new TrainedModel(
                "anomaly",
                "9",
                0,
                new dev.tokenflow.core.model.tree.FeatureSchema(names),
                Map.of(),
                new IsolationForestTrainer(ForestConfig.DEFAULT).fit(new double[] {1, 2, 3, 4}, 2));
        return new ModelUpdate("anomaly", ModelCodec.encode(model));
    }
}
