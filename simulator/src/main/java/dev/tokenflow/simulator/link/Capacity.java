package dev.tokenflow.simulator.link;

import java.util.Arrays;

/** A recorded capacity: pieces of constant rate, one after the other. A link that has it begins again at its end. */
public final class Capacity {
    private static final double SECOND_NS = 1e9;

    private final long[] endsNs;
    private final long[] rates;

    private Capacity(long[] endsNs, long[] rates) {
        this.endsNs = endsNs;
        this.rates = rates;
    }

    /** Gathers pieces; neighbours of one rate become one. */
    static final class Builder {
        private long[] endsNs = new long[256];
        private long[] rates = new long[256];
        private int size;

        /** Adds a piece. */
        void add(long durationNs, long bitsPerSecond) {
            if (durationNs <= 0) {
                return;
            }
            long startNs = size == 0 ? 0 : endsNs[size - 1];
            if (size > 0 && rates[size - 1] == bitsPerSecond) {
                endsNs[size - 1] = startNs + durationNs;
                return;
            }
            if (size == endsNs.length) {
                endsNs = Arrays.copyOf(endsNs, 2 * size);
                rates = Arrays.copyOf(rates, 2 * size);
            }
            endsNs[size] = startNs + durationNs;
            rates[size++] = bitsPerSecond;
        }

        /**
         * The capacity.
         *
         * @throws IllegalArgumentException when nothing ever passes
         */
        Capacity build() {
            Capacity capacity = new Capacity(Arrays.copyOf(endsNs, size), Arrays.copyOf(rates, size));
            if (size == 0 || capacity.meanBitsPerSecond() <= 0) {
                throw new IllegalArgumentException("nothing ever passes this link");
            }
            return capacity;
        }
    }

    /** Length of one round, ns. */
    public long lengthNs() {
        return endsNs[endsNs.length - 1];
    }

    /** Mean over one round, bit/s. */
    public double meanBitsPerSecond() {
        return bits(0, lengthNs()) / (lengthNs() / SECOND_NS);
    }

    /** Piece in force {@code elapsedNs} after the start of a round, 0 to {@link #lengthNs} exclusive. */
    int pieceAt(long elapsedNs) {
        int found = Arrays.binarySearch(endsNs, elapsedNs);
        return found >= 0 ? found + 1 : -found - 1;
    }

    int pieces() {
        return endsNs.length;
    }

    /** Start of a piece within the round, ns. */
    long startNs(int piece) {
        return piece == 0 ? 0 : endsNs[piece - 1];
    }

    /** End of a piece within the round, exclusive, ns. */
    long endNs(int piece) {
        return endsNs[piece];
    }

    /** Rate of a piece, bit/s. */
    long rate(int piece) {
        return rates[piece];
    }

    private double bits(long fromNs, long toNs) {
        double sum = 0;
        for (int piece = 0; piece < endsNs.length; piece++) {
            long overlapNs = Math.min(toNs, endNs(piece)) - Math.max(fromNs, startNs(piece));
            sum += overlapNs > 0 ? rates[piece] * (overlapNs / SECOND_NS) : 0;
        }
        return sum;
    }
}
