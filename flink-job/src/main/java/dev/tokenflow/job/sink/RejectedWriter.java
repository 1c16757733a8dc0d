package dev.tokenflow.job.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tokenflow.job.record.RejectedBatch;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.flink.util.function.SerializableFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The original bytes, up to {@value #MAX_VALUE}, with headers {@code reason}, {@code detail}, {@code origin}
 * (partition:offset), {@code length} (of the original, in bytes) and, if it was cut, {@code sha256} (of the original,
 * in hexadecimal digits). A record that compresses well can be much larger than what a producer may send, so everything
 * in it is bounded here.
 */
final class RejectedWriter implements SerializableFunction<RejectedBatch, ProducerRecord<byte[], byte[]>> {
    /** Most bytes of the original value. */
    static final int MAX_VALUE = 64 << 10;
    /** Most bytes of the original key. */
    static final int MAX_KEY = 1 << 10;
    /** Most bytes of the sentence for people. */
    static final int MAX_DETAIL = 1 << 10;
    /** Most bytes of the short word. */
    static final int MAX_REASON = 64;

    private static final long serialVersionUID = 1L;

    private final String topic;

    RejectedWriter(String topic) {
        this.topic = topic;
    }

    @Override
    public ProducerRecord<byte[], byte[]> apply(RejectedBatch batch) {
        byte[] value = batch.value();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, cut(batch.key(), MAX_KEY), cut(value, MAX_VALUE));
        record.headers()
                .add("reason", cutText(batch.reason(), MAX_REASON))
                .add("detail", cutText(batch.detail(), MAX_DETAIL))
                .add("origin", (batch.partition() + ":" + batch.offset()).getBytes(UTF_8))
                .add("length", Integer.toString(value.length).getBytes(UTF_8));
        if (value.length > MAX_VALUE) {
            record.headers().add("sha256", sha256(value).getBytes(UTF_8));
        }
        return record;
    }

    private static byte[] cut(byte[] bytes, int max) {
        return bytes.length <= max ? bytes : Arrays.copyOf(bytes, max);
    }

    /** Cuts between characters, so that the rest is still text. */
    private static byte[] cutText(String text, int max) {
        byte[] bytes = text.getBytes(UTF_8);
        int end = Math.min(max, bytes.length);
        while (end > 0 && end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return cut(bytes, end);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
