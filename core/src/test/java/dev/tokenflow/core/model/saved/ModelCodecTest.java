package dev.tokenflow.core.model.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.core.model.Made;
import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.fit.BoostingLoss;
import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.GradientBoostingTrainer;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.tree.FeatureSchema;
import dev.tokenflow.core.model.tree.Scorer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelCodecTest {
    private static final FeatureSchema SCHEMA = FeatureSchema.of("rtt", "loss");
    private static final Made MADE = Made.steps(300, 2, 0.1, 1);

    static Stream<Scorer> scorers() {
        BoostingConfig few = new BoostingConfig(BoostingLoss.SQUARED, 5, 6, 4, 5, 0.3, 1, 1, 0, 1, 1);
        return Stream.of(
                new IsolationForestTrainer(new ForestConfig(3, 8, 1)).fit(MADE.rows, 2),
                new GradientBoostingTrainer(few).fit(MADE.rows, 2, MADE.targets));
    }

    private static TrainedModel model(Scorer scorer) {
        return new TrainedModel("path", "7", 1_763_917_152_000L, SCHEMA, Map.of("mae", 1.5, "auc", 0.9), scorer);
    }

    @ParameterizedTest
    @MethodSource("scorers")
    void whatIsReadIsWhatWasWritten(Scorer scorer) throws Exception {
        TrainedModel read = ModelCodec.decode(ModelCodec.encode(model(scorer)));

        assertThat(read.name()).isEqualTo("path");
        assertThat(read.version()).isEqualTo("7");
        assertThat(read.trainedAtMs()).isEqualTo(1_763_917_152_000L);
        assertThat(read.schema()).isEqualTo(SCHEMA);
        assertThat(read.metrics()).isEqualTo(Map.of("mae", 1.5, "auc", 0.9));
        for (int i = 0; i < MADE.count(); i++) {
            assertThat(read.scorer().score(MADE.row(i))).isEqualTo(scorer.score(MADE.row(i)));
        }
        assertThat(ModelCodec.encode(read)).isEqualTo(ModelCodec.encode(model(scorer)));
    }

    @ParameterizedTest
    @MethodSource("scorers")
    void anyCutAndAnyFlippedBitIsRefused(Scorer scorer) {
        byte[] bytes = ModelCodec.encode(model(scorer));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ModelCodec.decode(cut)).isInstanceOf(MalformedModelException.class);
        }
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ModelCodec.decode(flipped)).isInstanceOf(MalformedModelException.class);
        }
    }

    /**
     * With a checksum that is right the sizes and links themselves must hold; whatever is let through gives numbers.
     */
    @ParameterizedTest
    @MethodSource("scorers")
    void forgedBytesAreRefusedOrGiveNumbers(Scorer scorer) {
        byte[] bytes = ModelCodec.encode(model(scorer));
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] forged = bytes.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                forged[14 + random.nextInt(bytes.length - 14)] = (byte) random.nextInt(256);
            }
            CRC32C crc = new CRC32C();
            crc.update(forged, 0, 10);
            crc.update(forged, 14, forged.length - 14);
            ByteBuffer.wrap(forged).putInt(10, (int) crc.getValue());
            try {
                Scorer read = ModelCodec.decode(forged).scorer();
                assertThat(read.score(new double[read.inputs()])).isNotNaN();
            } catch (MalformedModelException e) {
                refused++;
            }
        }

        assertThat(refused).isBetween(1_000, 19_999);
    }

    @Test
    void aModelForOtherInputsIsRefusedByWhoNeedsThese() throws Exception {
        TrainedModel model = model(scorers().findFirst().orElseThrow());

        assertThat(model.require(FeatureSchema.of("rtt", "loss"))).isSameAs(model);
        assertThatThrownBy(() -> model.require(FeatureSchema.of("loss", "rtt")))
                .isInstanceOf(MalformedModelException.class)
                .hasMessageContaining("[rtt, loss]")
                .hasMessageContaining("[loss, rtt]");
    }

    @Test
    void theHashOfASchemaStays() {
        assertThat(SCHEMA.hash()).isEqualTo(FeatureSchema.of("rtt", "loss").hash());
        assertThat(SCHEMA.hash()).isNotEqualTo(FeatureSchema.of("rttl", "oss").hash());
        assertThatThrownBy(() -> FeatureSchema.of("a", "a")).hasMessageContaining("same name");
    }
}
