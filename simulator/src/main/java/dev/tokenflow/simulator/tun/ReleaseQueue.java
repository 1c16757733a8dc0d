package dev.tokenflow.simulator.tun;

/**
 * Packets under way, by the time they are due; equal times leave in the order they came. A ring kept sorted from its
 * tail: a link that keeps order appends, and one that reorders moves a few entries.
 */
final class ReleaseQueue {
    private long[] dueNs = new long[1024];
    private long[] address = new long[1024];
    private int[] bytes = new int[1024];
    private int head;
    private int size;

    void add(long packetDueNs, long packetAddress, int packetBytes) {
        if (size == dueNs.length) {
            grow();
        }
        int mask = dueNs.length - 1;
        int place = size++;
        while (place > 0 && dueNs[(head + place - 1) & mask] > packetDueNs) {
            move((head + place - 1) & mask, (head + place) & mask);
            place--;
        }
        int slot = (head + place) & mask;
        dueNs[slot] = packetDueNs;
        address[slot] = packetAddress;
        bytes[slot] = packetBytes;
    }

    /** When the next packet is due; {@link Long#MAX_VALUE} when none is under way. */
    long nextDueNs() {
        return size == 0 ? Long.MAX_VALUE : dueNs[head];
    }

    long headAddress() {
        return address[head];
    }

    int headBytes() {
        return bytes[head];
    }

    void removeHead() {
        head = (head + 1) & (dueNs.length - 1);
        size--;
    }

    private void move(int from, int to) {
        dueNs[to] = dueNs[from];
        address[to] = address[from];
        bytes[to] = bytes[from];
    }

    private void grow() {
        int capacity = dueNs.length;
        long[] oldDueNs = dueNs;
        long[] oldAddress = address;
        int[] oldBytes = bytes;
        dueNs = new long[2 * capacity];
        address = new long[2 * capacity];
        bytes = new int[2 * capacity];
        for (int i = 0; i < size; i++) {
            int from = (head + i) & (capacity - 1);
            dueNs[i] = oldDueNs[from];
            address[i] = oldAddress[from];
            bytes[i] = oldBytes[from];
        }
        head = 0;
    }
}
