package dev.tokenflow.agent.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tokenflow.agent.TestBroker;
import dev.tokenflow.agent.TopicReader;
import dev.tokenflow.agent.batch.OutgoingBatch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.TcpEventBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the queue into a real broker, and what becomes of that which does not get there. */
class BatchSenderTest {
    @TempDir
    private Path folder;

    private TestBroker broker;
    private final Losses losses = new Losses();
    private final BatchQueue queue = new BatchQueue(1 << 20, Duration.ofSeconds(30), losses);
    private final CompletableFuture<Throwable> death = new CompletableFuture<>();
    private KafkaOutput output;
    private BatchSender sender;

    @BeforeEach
    void startSender() throws Exception {
        broker = TestBroker.start(folder);
        Broker prepared = new Broker(KafkaConfig.on(broker.bootstrapServers()), "test");
        prepared.prepare(1);
        output = KafkaOutput.open(prepared, Duration.ofSeconds(1), losses);
        sender = new BatchSender(queue, losses, List.of(output), death::complete);
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void deliversWhatIsQueuedWhenItIsClosed() throws Exception {
        for (int i = 0; i < 100; i++) {
            queue.add(batch(i));
        }
        sender.close();
        assertThat(TopicReader.read(broker, "tcp-events")).hasSize(100);
        assertThat(sender.batches()).isEqualTo(100);
        assertThat(sender.deliveredNs()).isNotNull();
        assertThat(losses.total()).isZero();
        assertThat(death).isNotDone();
    }

    /** Its output is gone under it: nothing can be sent any more, and somebody must be told. */
    @Test
    void saysWhyItDiedAndCountsWhatIsLeft() {
        output.close();
        queue.add(batch(0));
        assertThat(death).succeedsWithin(Duration.ofSeconds(10)).isInstanceOf(IllegalStateException.class);
        queue.add(batch(1));
        queue.add(batch(2));
        sender.close();
        assertThat(losses.byStage()).containsEntry(LossStage.SHUTDOWN, 3L);
        assertThat(losses.total()).isEqualTo(3);
    }

    @Test
    void whatNobodyTakesBeforeTheEndIsCountedOnce() {
        broker.goAway();
        for (int i = 0; i < 500; i++) {
            queue.add(batch(i));
        }
        await().until(() -> queue.bytes() == 0 || sender.failure().isPresent());
        sender.close();
        assertThat(losses.total()).isEqualTo(500 - sender.batches());
        assertThat(sender.batches()).isZero();
    }

    private static OutgoingBatch batch(int sequence) {
        long nowNs = System.nanoTime();
        BatchHeader header = new BatchHeader("test", 0, 1, 1, sequence, nowNs, 0, 0);
        byte[] record =
                BatchCodec.encode(header, new TcpEventBuilder().tsNs(nowNs).toBytes(), 1);
        return new OutgoingBatch(header.kafkaKey(), record, 1, nowNs);
    }
}
