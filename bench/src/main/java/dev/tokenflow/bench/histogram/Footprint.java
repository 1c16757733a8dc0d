package dev.tokenflow.bench.histogram;

import java.lang.ref.Reference;
import java.util.function.IntFunction;

/** Heap of one object: what a thousand of them, no two alike, leave on the heap after a full collection, shared parts included once. */
final class Footprint {
    private static final int OBJECTS = 1_000;

    /** The serial collector leaves some of the dead where they are, except every fourth time. */
    private static final int COLLECTIONS = 4;

    private Footprint() {}

    /** Bytes of one object, everything it refers to included. */
    static double bytes(IntFunction<Object> made) {
        Object[] kept = new Object[OBJECTS];
        made.apply(0); // what its class keeps for ever
        long before = usedHeap();
        for (int i = 0; i < OBJECTS; i++) {
            kept[i] = made.apply(i);
        }
        long after = usedHeap();
        Reference.reachabilityFence(kept);
        return (double) (after - before) / OBJECTS;
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
