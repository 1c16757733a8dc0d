package dev.tokenflow.job.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.job.TestAgent;
import dev.tokenflow.job.metric.JobMetric;
import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.job.record.RejectedBatch;
import dev.tokenflow.job.record.ShardBatch;
import java.util.Random;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckBatchesFunctionTest {
    private static final byte[] NO_KEY = {};

    @Test
    void aSoundBatchIsNamedByItsShard() throws Exception {
        try (var check = Harness.check()) {
            check.processElement(new TestAgent("host", 1).raw(5_000), 5_000);

            ShardBatch batch = check.extractOutputValues().get(0);
            assertThat(batch.shard()).isEqualTo("host/0");
            assertThat(batch.site()).isEqualTo("host");
        }
    }

    @Test
    void aWallClockThatIsFarFromTheBrokersIsCounted() throws Exception {
        try (var check = Harness.check()) {
            byte[] batch = new TestAgent("host", 1).batch(5_000);
            check.processElement(new RawBatch(batch, NO_KEY, 7_000, 0, 0), 0);
            check.processElement(new RawBatch(batch, NO_KEY, 7_001, 0, 0), 0);
            check.processElement(new RawBatch(batch, NO_KEY, 2_999, 0, 0), 0);
            check.processElement(new RawBatch(batch, NO_KEY, -1, 0, 0), 0);

            assertThat(check.extractOutputValues()).hasSize(4);
            assertThat(Harness.count(check, JobMetric.BATCHES_SKEWED)).isEqualTo(2);
        }
    }

    /**
     * Random bytes, truncations and flipped bits of a sound batch: each is let through or kept with a reason, none
     * throws.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void garbageIsKeptWithItsReasonAndNeverThrows(long seed) throws Exception {
        Random random = new Random(seed);
        byte[] sound =
                new TestAgent("host", 1).ack(4_990, "203.0.113.7", 1, 40, 255).batch(5_000);
        int records = 3_000;
        try (var check = Harness.check();
                var fold = Harness.fold()) {
            for (int i = 0; i < records; i++) {
                byte[] value = damaged(sound, i % 3, random);
                check.processElement(new RawBatch(value, NO_KEY, 5_000, 0, i), 5_000);
            }
            for (ShardBatch passed : check.extractOutputValues()) {
                fold.processElement(passed, 5_000);
            }
            fold.processWatermark(new Watermark(60_000));

            assertThat(check.extractOutputValues().size()
                            + Harness.rejected(check).size())
                    .isEqualTo(records);
            assertThat(Harness.rejected(check))
                    .extracting(RejectedBatch::reason)
                    .contains("truncated", "magic", "version", "length")
                    .allMatch(reason -> reason.matches("[a-z-]+"));
            assertThat(Harness.count(check, JobMetric.BATCHES_REJECTED))
                    .isEqualTo(Harness.rejected(check).size());
        }
    }

    private static byte[] damaged(byte[] sound, int way, Random random) {
        if (way == 0) {
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] damaged = way == 1 ? java.util.Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
        if (way == 2) {
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return damaged;
    }
}
