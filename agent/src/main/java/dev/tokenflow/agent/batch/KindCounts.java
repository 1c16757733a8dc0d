package dev.tokenflow.agent.batch;

import dev.tokenflow.protocol.event.EventKind;
import java.util.concurrent.atomic.AtomicLongArray;

/** How many events of each kind one thread has seen; any thread may read. */
public final class KindCounts {
    private final AtomicLongArray counts = new AtomicLongArray(EventKind.values().length + 1);

    /** Counts one event. Not an atomic increment: there is one writer. */
    void count(int kindCode) {
        if (!EventKind.isKnown(kindCode)) {
            throw new IllegalStateException("the probe wrote an event of kind " + kindCode);
        }
        counts.setRelease(kindCode, counts.getPlain(kindCode) + 1);
    }

    public long of(EventKind kind) {
        return counts.getAcquire(kind.code());
    }
}
