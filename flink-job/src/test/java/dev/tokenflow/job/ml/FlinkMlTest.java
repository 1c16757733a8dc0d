package dev.tokenflow.job.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.tree.Scorer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.ml.api.Stage;
import org.apache.flink.ml.builder.Pipeline;
import org.apache.flink.ml.builder.PipelineModel;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.types.BasicType;
import org.apache.flink.ml.servable.types.DataTypes;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages in a real Flink: what they say is, bit for bit, what core's own models say. */
class FlinkMlTest {
    private static final int ROWS = 600;

    private final double[] flat = new double[3 * ROWS];
    private final double[] labels = new double[ROWS];
    private StreamExecutionEnvironment env;
    private StreamTableEnvironment tables;
    private Table input;

    @TempDir
    Path folder;

    @BeforeEach
    void setUp() {
        env = StreamExecutionEnvironment.createLocalEnvironment(1);
        tables = StreamTableEnvironment.create(env);
        Random random = new Random(1);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            double[] features = {random.nextDouble(), random.nextGaussian(), random.nextInt(5)};
            System.arraycopy(features, 0, flat, 3 * i, 3);
            labels[i] = 2 * features[0] + (features[1] > 0 ? 1 : 0);
            rows.add(Row.of(i, features, labels[i]));
        }
        input = tables.fromDataStream(env.fromData(
                rows,
                new RowTypeInfo(
                        new TypeInformation<?>[] {
                            Types.INT, PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO, Types.DOUBLE
                        },
                        new String[] {"id", "features", "label"})));
    }

    @Test
    void aForestScoresAsCoreDoesAndSurvivesSaving() throws Exception {
        IsolationForestEstimator estimator =
                new IsolationForestEstimator().setNumTrees(20).setSeed(7);
        IsolationForestModel model = estimator.fit(input);
        Scorer direct = new IsolationForestTrainer(new ForestConfig(20, 256, 7)).fit(flat, 3);
        check(model.transform(input)[0], direct);

        String path = folder.resolve("forest").toString();
        model.save(path);
        env.execute();
        check(IsolationForestModel.load(tables, path).transform(input)[0], direct);
        checkServable(IsolationForestServable.load(path), direct);
        assertThat(IsolationForestServable.load(path).model().schema().names()).containsExactly("f0", "f1", "f2");
    }

    @Test
    void treesSayWhatCoreSaysAndSurviveSaving() throws Exception {
        GbtModel model =
                new GbtRegressor().setMaxTrees(20).setPredictionCol("said").fit(input);
        BoostingConfig d = BoostingConfig.DEFAULT;
        Scorer direct = new GradientBoostingTrainer(new BoostingConfig(
                        d.loss(), 20, 31, 6, 20, d.shrinkage(), d.rowShare(), d.inputShare(), 0.15, 15, 1))
                .fit(flat, 3, labels);
        check(model.transform(input)[0], direct);

        String path = folder.resolve("trees").toString();
        model.save(path);
        env.execute();
        check(GbtModel.load(tables, path).transform(input)[0], direct);
        checkServable(GbtServable.load(path), direct);
        assertThat(GbtServable.load(path).getPredictionCol()).isEqualTo("said");
    }

    @Test
    void estimatorsSurviveSaving() throws Exception {
        String forest = folder.resolve("forest").toString();
        new IsolationForestEstimator()
                .setNumTrees(3)
                .setSubsample(16)
                .setModelName("mine")
                .save(forest);
        String trees = folder.resolve("trees").toString();
        new GbtRegressor().setQuantile(0.9).setFeatureNames("a", "b").save(trees);

        IsolationForestEstimator readForest = IsolationForestEstimator.load(tables, forest);
        GbtRegressor readTrees = GbtRegressor.load(tables, trees);

        assertThat(readForest.get(IsolationForestParams.NUM_TREES)).isEqualTo(3);
        assertThat(readForest.get(IsolationForestParams.SUBSAMPLE)).isEqualTo(16);
        assertThat(readForest.get(TrainerParams.MODEL_NAME)).isEqualTo("mine");
        assertThat(readTrees.get(GbtParams.QUANTILE)).isEqualTo(0.9);
        assertThat(readTrees.get(TrainerParams.FEATURE_NAMES)).containsExactly("a", "b");
    }

    /** Both in one pipeline, as anyone would put them together, saved and loaded as one. */
    @Test
    void stagesMakeAPipeline() throws Exception {
        List<Stage<?>> stages = List.of(
                new IsolationForestEstimator().setNumTrees(10).setPredictionCol("anomaly"),
                new GbtRegressor().setMaxTrees(10).setPredictionCol("forecast"));
        PipelineModel model = new Pipeline(stages).fit(input);
        List<Row> before = collect(model.transform(input)[0]);
        assertThat(before).hasSize(ROWS).allMatch(row -> row.getArity() == 5);

        String path = folder.resolve("pipeline").toString();
        model.save(path);
        env.execute();
        assertThat(collect(PipelineModel.load(tables, path).transform(input)[0]))
                .isEqualTo(before);
    }

    @Test
    void aMissingColumnIsNamed() {
        assertThatThrownBy(() ->
                        new IsolationForestEstimator().setFeaturesCol("inputs").fit(input))
                .hasMessage("there is no column 'inputs' among [id, features, label]");
        assertThatThrownBy(() -> new GbtModel().getModelData()).hasMessageContaining("no data");
    }

    private void check(Table scored, Scorer direct) throws Exception {
        Map<Integer, Double> said = new HashMap<>();
        for (Row row : collect(scored)) {
            assertThat(row.getArity()).isEqualTo(4);
            said.put((Integer) row.getField(0), (Double) row.getField(3));
        }
        assertThat(said).hasSize(ROWS);
        said.forEach((id, score) -> assertThat(score).isEqualTo(direct.score(flat, 3 * id)));
    }

    private void checkServable(ScorerServable<?> servable, Scorer direct) {
        double[] row = {0.3, -1, 2};
        DataFrame frame = new DataFrame(
                new ArrayList<>(List.of("features")),
                new ArrayList<>(List.of(DataTypes.VECTOR(BasicType.DOUBLE))),
                List.of(new org.apache.flink.ml.servable.api.Row(new ArrayList<>(List.<Object>of(row)))));
        double said = servable.transform(frame).collect().get(0).<Double>getAs(1);

        assertThat(said).isEqualTo(direct.score(row)).isEqualTo(servable.score(row));
    }

    private static List<Row> collect(Table table) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> all = table.execute().collect()) {
            all.forEachRemaining(rows::add);
        }
        return rows;
    }
}
