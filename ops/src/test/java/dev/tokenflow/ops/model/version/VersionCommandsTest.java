package dev.tokenflow.ops.model.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.path.ModelCards;
import dev.tokenflow.core.model.path.PathInputs;
import dev.tokenflow.core.model.path.PathModel;
import dev.tokenflow.core.model.saved.ModelCodec;
import dev.tokenflow.core.model.saved.TrainedModel;
import dev.tokenflow.job.train.ModelRecords;
import dev.tokenflow.job.train.ModelTopic;
import dev.tokenflow.ops.Said;
import dev.tokenflow.protocol.model.ModelCard;
import dev.tokenflow.protocol.model.ModelKey;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Three versions of a forest on a real broker, of which two are kept. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VersionCommandsTest {
    private static EmbeddedKafka kafka;
    private static ModelTopic topic;

    @BeforeAll
    static void publish() throws Exception {
        kafka = EmbeddedKafka.start();
        topic = new ModelTopic(kafka.bootstrapServers(), Map.of(), "models");
        for (String version : List.of("1", "2", "3")) {
            byte[] bytes = forest(version);
            ModelCard card = ModelCards.of(ModelCodec.decode(bytes), "as good as " + version, bytes.length);
            topic.write(ModelRecords.of(card, bytes, ModelTopic.versions(topic.read(), "anomaly"), 2));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
    }

    @Test
    @Order(1)
    void theVersionsAreListedAndTheOldestIsGone() {
        List<String> lines = said("list").out();

        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith("* anomaly").contains(" 3 ", "as good as 3");
        assertThat(lines.get(2)).startsWith("  anomaly").contains(" 2 ", "as good as 2");
    }

    @Test
    @Order(2)
    void aCardIsShownAsItIs() throws Exception {
        List<String> lines = said("show", "2").out();

        assertThat(lines).hasSize(1);
        assertThat(ModelCard.decode(lines.get(0)).metrics()).containsEntry("unusual_share", 0.02);
    }

    @Test
    @Order(3)
    void twoVersionsAreComparedLineByLine() {
        assertThat(said("compare", "2", "3").out())
                .anySatisfy(line -> assertThat(line).containsSubsequence("unusual_share", "0.02000", "0.03000"))
                .anySatisfy(line -> assertThat(line).containsSubsequence("threshold", "0.60000", "0.60000"));
    }

    @Test
    @Order(4)
    void anEarlierVersionComesBackByteForByte() throws Exception {
        assertThat(said("rollback", "2").out()).containsExactly("anomaly: version 2 is published again");

        assertThat(content(ModelKey.inUse("anomaly"))).isEqualTo(forest("2"));
        assertThat(said("list").out().get(2)).startsWith("* anomaly").contains(" 2 ");
        assertThat(ModelTopic.versions(topic.read(), "anomaly"))
                .as("the one that came back is the newest now")
                .containsExactly("2", "3");
    }

    @Test
    @Order(5)
    void whatIsNotThereIsOneLine() {
        by("rollback", "1").assertRefused("no model of version '1' is kept, kept are 2, 3");
        by("show", "1").assertRefused("there is no version '1', there are 3, 2");
        Said.by("model", "list", "--bootstrap-servers", kafka.bootstrapServers(), "--models-topic", "nowhere")
                .assertRefused("topic 'nowhere' does not exist");
    }

    private static byte[] content(ModelKey key) throws Exception {
        return topic.read().stream()
                .filter(entry -> entry.key().equals(key))
                .findAny()
                .orElseThrow()
                .content();
    }

    private static Said said(String... words) {
        Said said = by(words);
        assertThat(said.status()).as(String.join("\n", said.err())).isZero();
        return said;
    }

    private static Said by(String... words) {
        String[] all = new String[words.length + 3];
        all[0] = "model";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--bootstrap-servers";
        all[words.length + 2] = kafka.bootstrapServers();
        return Said.by(all);
    }

    private static byte[] forest(String version) {
        int inputs = PathInputs.ANOMALY.size();
        double[] rows = new Random(version.hashCode()).doubles(32L * inputs).toArray();
        return ModelCodec.encode(new TrainedModel(
                "anomaly",
                version,
                1_000L * Integer.parseInt(version),
                PathModel.ANOMALY.schema(),
                Map.of("unusual_share", Integer.parseInt(version) / 100.0, "anomaly_threshold", 0.6),
                new IsolationForestTrainer(new ForestConfig(2, 8, 1)).fit(rows, inputs)));
    }
}
