package dev.tokenflow.agent.probe;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.Set;

/** A set of ports as the probe reads it: a bit for each, in 64-bit words. */
final class PortBits {
    private PortBits() {}

    /** Sets the bits of these ports in the words that begin at {@code offset}. */
    static void set(MemorySegment memory, long offset, Set<Integer> ports) {
        for (int port : ports) {
            long word = offset + port / Long.SIZE * (long) Long.BYTES;
            memory.set(JAVA_LONG, word, memory.get(JAVA_LONG, word) | 1L << port % Long.SIZE);
        }
    }
}
