package dev.tokenflow.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.agent.batch.OutgoingBatch;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
    private final Losses losses = new Losses();
    private final BatchQueue queue = new BatchQueue(100, Duration.ofSeconds(30), losses);

    @Test
    void keepsOrder() throws Exception {
        queue.add(batch("a", 40, 1));
        queue.add(batch("b", 40, 1));
        assertThat(queue.bytes()).isEqualTo(80);
        assertThat(queue.poll(Duration.ZERO)).extracting(OutgoingBatch::key).isEqualTo("a");
        assertThat(queue.poll(Duration.ZERO)).extracting(OutgoingBatch::key).isEqualTo("b");
        assertThat(queue.poll(Duration.ZERO)).isNull();
        assertThat(queue.bytes()).isZero();
        assertThat(losses.total()).isZero();
    }

    @Test
    void dropsTheOldestBeyondItsBoundAndCountsTheirEvents() throws Exception {
        queue.add(batch("a", 50, 3));
        queue.add(batch("b", 30, 5));
        queue.add(batch("c", 60, 7)); // 140 bytes: a must go, 90 remain
        assertThat(losses.byStage().get(LossStage.SEND_QUEUE_FULL)).isEqualTo(3);
        queue.add(batch("d", 41, 1)); // b and c must go
        assertThat(losses.total()).isEqualTo(3 + 5 + 7);
        assertThat(queue.poll(Duration.ZERO)).extracting(OutgoingBatch::key).isEqualTo("d");
    }

    @Test
    void takesABatchLargerThanItselfRatherThanNothing() throws Exception {
        queue.add(batch("a", 50, 3));
        queue.add(batch("huge", 500, 9));
        assertThat(losses.total()).isEqualTo(3);
        assertThat(queue.poll(Duration.ZERO)).extracting(OutgoingBatch::key).isEqualTo("huge");
    }

    @Test
    void whatHasWaitedTooLongIsDroppedWhenItWouldBeTaken() throws Exception {
        queue.add(batch("old", 20, 3, Duration.ofSeconds(31)));
        queue.add(batch("older", 20, 4, Duration.ofHours(1)));
        queue.add(batch("young", 20, 5, Duration.ofSeconds(1)));
        queue.add(batch("heartbeat", 10, 0, Duration.ofSeconds(32)));
        assertThat(queue.poll(Duration.ZERO)).extracting(OutgoingBatch::key).isEqualTo("young");
        assertThat(losses.byStage()).containsEntry(LossStage.TOO_OLD, 7L);
        assertThat(queue.poll(Duration.ofMillis(1))).isNull();
        assertThat(losses.total()).isEqualTo(7);
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void whatIsLeftAtTheEndIsCounted() throws Exception {
        queue.add(batch("a", 40, 3));
        queue.add(batch("b", 40, 4));
        queue.abandon();
        assertThat(losses.byStage()).containsEntry(LossStage.SHUTDOWN, 7L);
        assertThat(queue.bytes()).isZero();
        assertThat(queue.poll(Duration.ZERO)).isNull();
    }

    private static OutgoingBatch batch(String key, int bytes, int events) {
        return batch(key, bytes, events, Duration.ZERO);
    }

    private static OutgoingBatch batch(String key, int bytes, int events, Duration age) {
        return new OutgoingBatch(key, new byte[bytes], events, System.nanoTime() - age.toNanos());
    }
}
