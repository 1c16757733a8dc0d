package dev.tokenflow.core.window;

import java.util.Arrays;

/**
 * Smallest (or largest) value of a sliding span: a monotone deque (Lemire 2006, "Streaming maximum-minimum filter").
 * Amortised O(1) per value; holds only values that may still become the extreme. Positions are compared modulo 2^32, so
 * any steadily growing number will do.
 */
final class SlidingExtreme {
    private static final int[] NONE = new int[0];

    private final boolean largest;
    private int[] ring = NONE; // position, value, position, value …
    private int head;
    private int size;

    private SlidingExtreme(boolean largest) {
        this.largest = largest;
    }

    static SlidingExtreme minimum() {
        return new SlidingExtreme(false);
    }

    static SlidingExtreme maximum() {
        return new SlidingExtreme(true);
    }

    SlidingExtreme copy() {
        SlidingExtreme copy = new SlidingExtreme(largest);
        copy.ring = ring.clone();
        copy.head = head;
        copy.size = size;
        return copy;
    }

    /** Adds a value at a position not before the last one. */
    void add(long position, int value) {
        if (size > 0) {
            int last = index(size - 1);
            int known = ring[last + 1];
            if (ring[last] == (int) position && (largest ? value <= known : value >= known)) {
                return; // both leave together: the known one always wins
            }
        }
        while (size > 0 && (largest ? value >= valueAt(size - 1) : value <= valueAt(size - 1))) {
            size--;
        }
        if (2 * size == ring.length) {
            grow();
        }
        int at = index(size);
        ring[at] = (int) position;
        ring[at + 1] = value;
        size++;
    }

    /** Forgets everything at and before a position. */
    void expire(long position) {
        while (size > 0 && ring[head] - (int) position <= 0) {
            head = ring.length == 2 ? 0 : (head + 2) & (ring.length - 1);
            size--;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The extreme of what is left. */
    int value() {
        return ring[head + 1];
    }

    int size() {
        return size;
    }

    int positionAt(int i) {
        return ring[index(i)];
    }

    int valueAt(int i) {
        return ring[index(i) + 1];
    }

    private int index(int i) {
        return (head + 2 * i) & (ring.length - 1);
    }

    private void grow() {
        int[] wider = new int[Math.max(4, 2 * ring.length)];
        for (int i = 0; i < size; i++) {
            wider[2 * i] = positionAt(i);
            wider[2 * i + 1] = valueAt(i);
        }
        ring = wider;
        head = 0;
    }

    @Override
    public String toString() {
        return (largest ? "max " : "min ") + size + " of " + Arrays.toString(ring);
    }
}
