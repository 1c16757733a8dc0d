package dev.tokenflow.agent.delivery;

import dev.tokenflow.agent.batch.OutgoingBatch;
import java.util.List;

/** Where batches leave the agent. Used by the sending thread only, but for the counts. */
public interface BatchOutput extends AutoCloseable {
    /** Takes a batch; what cannot be delivered is counted, never thrown. */
    void write(OutgoingBatch batch);

    /** Batches delivered. */
    long batches();

    /** Bytes of these batches before compression. */
    long bytes();

    /** Threads of its own. */
    default List<Thread> threads() {
        return List.of();
    }

    @Override
    void close();
}
