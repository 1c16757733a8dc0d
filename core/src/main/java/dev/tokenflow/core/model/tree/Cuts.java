package dev.tokenflow.core.model.tree;

/**
 * Cuts of trees as single numbers: the 47 leading bits of the threshold, in an order in which integers compare as the
 * values do, then the 16-bit number of the input. One load tells both, and the sign of a difference is the way, without
 * a branch that could be mispredicted. Inputs are told apart to 1e-10 of their size.
 */
public final class Cuts {
    /** Sends everything to the left. */
    public static final long NONE = (Long.MAX_VALUE >> 1) & ~0xffffL;

    private static final long INPUT_BITS = 0xffff;
    private static final long LOWEST = (Long.MIN_VALUE >> 1) | INPUT_BITS;
    private static final long HIGHEST = (Long.MAX_VALUE >> 1) | INPUT_BITS;
    private static final ThreadLocal<long[][]> KEYS = ThreadLocal.withInitial(() -> new long[0][0]);

    private Cuts() {}

    /** An input that is not below the threshold, as far as 47 bits tell, sends the row to the right. */
    public static long of(int input, double threshold) {
        return (key(threshold) & ~INPUT_BITS) | input;
    }

    static int input(long cut) {
        return (int) (cut & INPUT_BITS);
    }

    /**
     * -1 for the left, 0 for the right. Keys and cuts use 63 bits, so the difference does not overflow. There are as
     * many keys as a power of two, so that the compiler sees from the mask that no access can be out of bounds.
     */
    static int way(long cut, long[] keys) {
        return (int) ((keys[(int) cut & (keys.length - 1)] - cut) >> 63);
    }

    /** The value as a cut sees it: its leading bits, rounded down. */
    public static double coarse(double value) {
        long ordered = (key(value) & ~INPUT_BITS) << 1;
        return Double.longBitsToDouble(ordered ^ ((ordered >> 63) & Long.MAX_VALUE));
    }

    /**
     * Keys of {@code rows} rows, an unknown value below everything, in memory that this thread uses again and again.
     */
    static long[][] keys(double[] values, int from, int rows, int inputs) {
        long[][] keys = scratch(rows, inputs);
        for (int row = 0; row < rows; row++) {
            long[] own = keys[row];
            for (int i = 0; i < inputs; i++) {
                double value = values[from + row * inputs + i];
                own[i] = Double.isNaN(value) ? LOWEST : key(value);
            }
        }
        return keys;
    }

    /** The same, and behind them once more with unknown values above everything. */
    static long[][] keysTwice(double[] values, int from, int rows, int inputs) {
        long[][] keys = scratch(rows, 2 * inputs);
        for (int row = 0; row < rows; row++) {
            long[] own = keys[row];
            for (int i = 0; i < inputs; i++) {
                double value = values[from + row * inputs + i];
                boolean unknown = Double.isNaN(value);
                long key = key(value);
                own[i] = unknown ? LOWEST : key;
                own[inputs + i] = unknown ? HIGHEST : key;
            }
        }
        return keys;
    }

    /** With the input's bits all set, a comparison with a cut is one of the leading bits. */
    private static long key(double value) {
        long bits = Double.doubleToRawLongBits(value + 0.0); // -0.0 becomes 0.0
        return ((bits ^ ((bits >> 63) & Long.MAX_VALUE)) >> 1) | INPUT_BITS;
    }

    private static long[][] scratch(int rows, int inputs) {
        long[][] keys = KEYS.get();
        if (keys.length < rows || keys[0].length < inputs) {
            int width = 2 * Integer.highestOneBit(Math.max(1, inputs - 1)); // the next power of two, at least 2
            keys = new long[Math.max(rows, keys.length)][Math.max(width, keys.length == 0 ? 0 : keys[0].length)];
            KEYS.set(keys);
        }
        return keys;
    }
}
