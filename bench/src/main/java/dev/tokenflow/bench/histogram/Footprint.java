package dev.tokenflow.bench.histogram;

import java.lang.ref.Reference;
import java.util.function.IntFunction;

/** Heap of one object: what a thousand of them, no two alike, add to the heap after full collections. */
final class Footprint {
    private static final int OBJECTS = 1_000;

    /** The serial collector leaves some of the dead where they are, except every fourth time. */
    private static final int COLLECTIONS = 4;

    private Footprint() {}

    /** Bytes of one object, everything it refers to included. */
    static double bytes(IntFunction<Object> made) {
        Object[] kept = new Object[1 + OBJECTS];
        kept[0] = made.apply(0); // and with it what its class keeps for ever
        try {
            long before = usedHeap();
            for (int i = 1; i <= OBJECTS; i++) {
                kept[i] = made.apply(i);
            }
            return (double) (usedHeap() - before) / OBJECTS;
        } finally {
            Reference.reachabilityFence(kept);
        }
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
