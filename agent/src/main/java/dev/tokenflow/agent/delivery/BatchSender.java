package dev.tokenflow.agent.delivery;

import dev.tokenflow.agent.batch.OutgoingBatch;
import dev.tokenflow.protocol.event.BatchCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
    private final Losses losses;
    private final List<BatchOutput> outputs;
    private final Consumer<Throwable> onDeath;
    private final Thread thread;
    private volatile boolean stopping;

    /**
     * Starts at once.
     *
     * @param losses where events are counted that are left when it ends
     * @param outputs at least one; the last one's counts are the sender's
     * @param onDeath is told why it ended before it was closed, on its thread: nothing is sent any more
     */
    public BatchSender(BatchQueue queue, Losses losses, List<BatchOutput> outputs, Consumer<Throwable> onDeath) {
        this.queue = queue;
        this.losses = losses;
        this.outputs = List.copyOf(outputs);
        this.onDeath = onDeath;
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

    /** When the last batch was delivered, by {@link System#nanoTime}; null before the first. */
    public @Nullable Long deliveredNs() {
        return outputs.getLast().deliveredNs();
    }

    /** Why batches are not delivered, for people; empty while nothing is wrong. */
    public Optional<String> failure() {
        return outputs.getLast().failure();
    }

    /** The threads that do the sending: this one and the outputs' own. */
    public List<Thread> threads() {
        List<Thread> threads = new ArrayList<>(List.of(thread));
        outputs.forEach(output -> threads.addAll(output.threads()));
        return threads;
    }

    /** Delivers what is queued, as far as it is taken within 3 s, closes the outputs, and counts what is left. */
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        outputs.forEach(BatchOutput::close);
        try {
            thread.join(CLOSE_TIMEOUT); // whoever waited in an output has now been thrown out of it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        queue.abandon();
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
                    send(batch);
                } else if (stopping) {
                    return;
                }
            }
        } catch (Throwable e) { // whatever it is: a thread that is gone without a word would send nothing for ever
            if (stopping) {
                LOG.debug("the outputs were closed while batches were left", e);
            } else {
                onDeath.accept(e);
            }
        }
    }

    private void send(OutgoingBatch batch) {
        boolean taken = false;
        try {
            BatchCodec.stampSent(batch.record(), wallNs());
            outputs.forEach(output -> output.write(batch));
            taken = true;
        } finally {
            if (!taken) {
                losses.add(LossStage.SHUTDOWN, batch.events());
            }
        }
    }
}
