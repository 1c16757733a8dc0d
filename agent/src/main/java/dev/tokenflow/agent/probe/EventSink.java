package dev.tokenflow.agent.probe;

import java.lang.foreign.MemorySegment;

/** Where the ring buffer's events go. Called on the draining thread only. */
public interface EventSink {
    /**
     * One event of {@code bytes} bytes at {@code offset} of {@code ring}: valid during the call only, so copy what is
     * needed.
     */
    void accept(MemorySegment ring, long offset, int bytes);
}
