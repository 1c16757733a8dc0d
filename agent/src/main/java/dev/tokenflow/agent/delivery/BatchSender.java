package dev.tokenflow.agent.delivery;

import dev.tokenflow.agent.batch.OutgoingBatch;
import dev.tokenflow.protocol.event.BatchCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries batches from the queue to the outputs on a thread of its own, so that neither a slow broker nor a slow disk
 * holds up the draining of the ring.
 */
public final class BatchSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchSender.class);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final BatchQueue queue;
    private final List<BatchOutput> outputs;
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * Starts at once.
     *
     * @param outputs at least one; the last one's counts are the sender's
     */
    public BatchSender(BatchQueue queue, List<BatchOutput> outputs) {
        this.queue = queue;
        this.outputs = List.copyOf(outputs);
        thread = Thread.ofPlatform().daemon().name("agent-send").start(this::run);
    }

    /** Batches delivered, heartbeats included. */
    public long batches() {
        return outputs.getLast().batches();
    }

    /** Bytes of these batches before compression. */
    public long bytes() {
        return outputs.getLast().bytes();
    }

    /** The threads that do the sending: this one and the outputs' own. */
    public List<Thread> threads() {
        List<Thread> threads = new ArrayList<>(List.of(thread));
        outputs.forEach(output -> threads.addAll(output.threads()));
        return threads;
    }

    /** Delivers what is queued, as far as it is taken within 3 s, and closes the outputs. */
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        outputs.forEach(BatchOutput::close);
    }

    private static long wallNs() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private void run() {
        try {
            while (true) {
                OutgoingBatch batch = queue.poll(POLL);
                if (batch != null) {
                    BatchCodec.stampSent(batch.record(), wallNs());
                    outputs.forEach(output -> output.write(batch));
                } else if (stopping) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            LOG.debug("the producer was closed while batches were left", e);
        }
    }
}
