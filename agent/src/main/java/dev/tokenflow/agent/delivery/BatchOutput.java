package dev.tokenflow.agent.delivery;

import dev.tokenflow.agent.batch.OutgoingBatch;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where batches leave the agent. Used by the sending thread only, but for the counts. */
public interface BatchOutput extends AutoCloseable {
    /** Takes a batch. What cannot be delivered is counted; an exception means that nothing can be any more. */
    void write(OutgoingBatch batch);

    /** Batches delivered. */
    long batches();

    /** Bytes of these batches before compression. */
    long bytes();

    /** When the last of them was delivered, by {@link System#nanoTime}; null before the first. */
    @Nullable
    Long deliveredNs();

    /** Why the batches since then were not, for people; empty while nothing is wrong. */
    Optional<String> failure();

    /** Threads of its own. */
    default List<Thread> threads() {
        return List.of();
    }

    @Override
    void close();
}
