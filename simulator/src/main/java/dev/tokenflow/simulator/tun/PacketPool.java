package dev.tokenflow.simulator.tun;

import java.lang.foreign.Arena;

/**
 * Room for packets in native memory, handed out by address. Grows in large steps up to its limit; the last returned
 * slot is given out first, so that only as much memory is touched as packets were ever under way at once.
 */
final class PacketPool {
    /** Bytes of a slot: an Ethernet-sized IP packet and to spare. */
    static final int SLOT_BYTES = 2048;

    private static final int STEP = 1024;

    private final Arena arena;
    private final int limit;
    private long[] free = new long[STEP];
    private int freeCount;
    private int made;

    PacketPool(Arena arena, int limit) {
        this.arena = arena;
        this.limit = limit;
    }

    /** The address of a free slot, or 0 when all are taken. */
    long take() {
        if (freeCount == 0 && !grow()) {
            return 0;
        }
        return free[--freeCount];
    }

    void giveBack(long address) {
        free[freeCount++] = address;
    }

    private boolean grow() {
        if (made >= limit) {
            return false;
        }
        long address = arena.allocate((long) STEP * SLOT_BYTES, 64).address();
        made += STEP;
        if (free.length < made) {
            free = java.util.Arrays.copyOf(free, Math.max(2 * free.length, made));
        }
        for (int i = 0; i < STEP; i++) {
            free[freeCount++] = address + (long) i * SLOT_BYTES;
        }
        return true;
    }
}
