package dev.tokenflow.job.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tokenflow.job.record.RejectedBatch;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class RejectedWriterTest {
    private final RejectedWriter writer = new RejectedWriter("rejected");

    @Test
    void aSmallRecordIsWrittenWhole() {
        byte[] value = {1, 2, 3};

        ProducerRecord<byte[], byte[]> record = writer.apply(rejected("key", value, "magic", "not a batch"));

        assertThat(record.topic()).isEqualTo("rejected");
        assertThat(record.key()).isEqualTo("key".getBytes(UTF_8));
        assertThat(record.value()).isEqualTo(value);
        assertThat(record.headers().toArray())
                .extracting(Header::key, header -> new String(header.value(), UTF_8))
                .containsExactly(
                        tuple("reason", "magic"),
                        tuple("detail", "not a batch"),
                        tuple("origin", "3:4711"),
                        tuple("length", "3"));
    }

    @Test
    void theLargestWholeValueHasNoHash() {
        ProducerRecord<byte[], byte[]> record = writer.apply(rejected("key", new byte[65_536], "magic", ""));

        assertThat(record.value()).hasSize(65_536);
        assertThat(record.headers().lastHeader("sha256")).isNull();
    }

    /** The hash was computed with sha256sum, of "a" 65,537 times. */
    @Test
    void aLargerValueIsCutAndHashed() {
        byte[] value = new byte[65_537];
        Arrays.fill(value, (byte) 'a');

        ProducerRecord<byte[], byte[]> record = writer.apply(rejected("key", value, "magic", ""));

        assertThat(record.value()).isEqualTo(Arrays.copyOf(value, 65_536));
        assertThat(text(record, "length")).isEqualTo("65537");
        assertThat(text(record, "sha256"))
                .isEqualTo("008ffc88d3c96a9f307524eb361e47c5222a887fc45fa0c1fb8d429c5c23b430");
    }

    @Test
    void keyReasonAndDetailAreBoundedToo() {
        ProducerRecord<byte[], byte[]> record =
                writer.apply(rejected("k".repeat(5_000), new byte[0], "r".repeat(500), "x" + "ü".repeat(1_000)));

        assertThat(record.key()).hasSize(1_024);
        assertThat(text(record, "reason")).isEqualTo("r".repeat(64));
        assertThat(text(record, "detail"))
                .isEqualTo("x" + "ü".repeat(511)); // 1,023 bytes: the next would be cut in half
    }

    private static RejectedBatch rejected(String key, byte[] value, String reason, String detail) {
        return new RejectedBatch(key.getBytes(UTF_8), value, reason, detail, 3, 4711);
    }

    private static String text(ProducerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), UTF_8);
    }
}
