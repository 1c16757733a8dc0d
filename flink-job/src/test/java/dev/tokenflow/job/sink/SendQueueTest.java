package dev.tokenflow.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class SendQueueTest {
    private static final int EACH = 200 + 10 + 90; // what a record costs, its key, its value

    private final SendQueue queue = new SendQueue(3 * EACH + EACH / 2);

    @Test
    void takesWhatFitsInOrder() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(queue.offer(record(i))).isTrue();
        }
        assertThat(queue.offer(record(3))).isFalse();
        assertThat(next()).isEqualTo(0);
        assertThat(queue.offer(record(4))).isTrue();
        assertThat(queue.offer(record(5))).isFalse();
        assertThat(next()).isEqualTo(1);
        assertThat(next()).isEqualTo(2);
        assertThat(next()).isEqualTo(4);
        assertThat(queue.poll(0)).isNull();
    }

    @Test
    void headersCount() {
        ProducerRecord<byte[], byte[]> heavy = record(1);
        heavy.headers().add("detail", new byte[3 * EACH]);

        assertThat(queue.offer(heavy)).isFalse();
    }

    @Test
    void whatIsDroppedMakesRoom() throws Exception {
        for (int i = 0; i < 3; i++) {
            queue.offer(record(i));
        }
        assertThat(queue.drop()).isEqualTo(3);
        assertThat(queue.drop()).isZero();
        assertThat(queue.offer(record(3))).isTrue();
        assertThat(next()).isEqualTo(3);
    }

    @Test
    void isOverWhenItsEndIsReached() throws Exception {
        queue.offer(record(0));
        assertThat(queue.isOver()).isFalse();
        queue.end();
        assertThat(queue.isOver()).isFalse();
        assertThat(next()).isEqualTo(0);
        assertThat(queue.isOver()).isTrue();
        assertThat(queue.poll(Long.MAX_VALUE / 2_000_000)).isNull(); // does not wait: nothing comes any more
    }

    private static ProducerRecord<byte[], byte[]> record(int number) {
        byte[] value = new byte[90];
        value[0] = (byte) number;
        return new ProducerRecord<>("topic", new byte[10], value);
    }

    private int next() throws InterruptedException {
        return Objects.requireNonNull(queue.poll(60_000)).value()[0];
    }
}
