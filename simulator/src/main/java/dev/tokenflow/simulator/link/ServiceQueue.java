package dev.tokenflow.simulator.link;

/**
 * The packets a link has accepted and not yet served, with the time each leaves; a ring that grows, so that no packet
 * costs an object.
 */
final class ServiceQueue {
    private long[] servedNs = new long[1024];
    private int[] bytes = new int[1024];
    private int head;
    private int size;
    private long waitingBytes;
    private long forwardedPackets;
    private long forwardedBytes;

    /** A lost packet takes room and time like any other, but is not forwarded. */
    void add(long leavesNs, int packetBytes, boolean lost) {
        if (size == servedNs.length) {
            grow();
        }
        int tail = (head + size) & (servedNs.length - 1);
        servedNs[tail] = leavesNs;
        bytes[tail] = lost ? -packetBytes : packetBytes;
        waitingBytes += packetBytes;
        size++;
    }

    void serveUntil(long nowNs) {
        while (size > 0 && servedNs[head] <= nowNs) {
            int packetBytes = bytes[head];
            waitingBytes -= Math.abs(packetBytes);
            if (packetBytes > 0) {
                forwardedPackets++;
                forwardedBytes += packetBytes;
            }
            head = (head + 1) & (servedNs.length - 1);
            size--;
        }
    }

    long bytes() {
        return waitingBytes;
    }

    long forwardedPackets() {
        return forwardedPackets;
    }

    long forwardedBytes() {
        return forwardedBytes;
    }

    private void grow() {
        int capacity = servedNs.length;
        long[] grownNs = new long[2 * capacity];
        int[] grownBytes = new int[2 * capacity];
        for (int i = 0; i < size; i++) {
            grownNs[i] = servedNs[(head + i) & (capacity - 1)];
            grownBytes[i] = bytes[(head + i) & (capacity - 1)];
        }
        servedNs = grownNs;
        bytes = grownBytes;
        head = 0;
    }
}
