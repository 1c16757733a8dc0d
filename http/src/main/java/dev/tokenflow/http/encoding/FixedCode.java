package dev.tokenflow.http.encoding;

/**
 * Deflate's fixed Huffman code (RFC 1951, 3.2.5 and 3.2.6): the bits of literals, and of lengths and distances of
 * matches with what is extra behind them. A bit string begins with its lowest bit.
 */
final class FixedCode {
    static final int LONGEST_MATCH = 258;

    private static final int SHORTEST_MATCH = 3;
    private static final int LITERALS = 256;
    private static final int FIRST_LENGTH = 257;
    private static final int DISTANCE_CODE_BITS = 5;

    private static final short[] LITERAL = new short[LITERALS];
    private static final byte[] LITERAL_BITS = new byte[LITERALS];
    private static final short[] LENGTH = new short[LONGEST_MATCH + 1];
    private static final byte[] LENGTH_BITS = new byte[LONGEST_MATCH + 1];

    static {
        for (int symbol = 0; symbol < LITERALS; symbol++) {
            LITERAL_BITS[symbol] = (byte) symbolBits(symbol);
            LITERAL[symbol] = (short) symbol(symbol);
        }
        for (int length = SHORTEST_MATCH; length <= LONGEST_MATCH; length++) {
            int over = length - SHORTEST_MATCH;
            boolean isLongest = length == LONGEST_MATCH;
            int extra = isLongest || over < 8 ? 0 : log2(over) - 2; // four symbols for each number of extra bits
            int symbol = FIRST_LENGTH + (isLongest ? 28 : over < 8 ? over : 4 * extra + (over >>> extra));
            int extraValue = isLongest ? 0 : over & ((1 << extra) - 1);
            LENGTH[length] = (short) (symbol(symbol) | extraValue << symbolBits(symbol));
            LENGTH_BITS[length] = (byte) (symbolBits(symbol) + extra);
        }
    }

    private FixedCode() {}

    static int literal(int value) {
        return LITERAL[value] & 0xffff;
    }

    static int literalBits(int value) {
        return LITERAL_BITS[value];
    }

    /** @param length 3 to {@value #LONGEST_MATCH} */
    static int length(int length) {
        return LENGTH[length] & 0xffff;
    }

    static int lengthBits(int length) {
        return LENGTH_BITS[length];
    }

    /** @param distance 1 to 32,768 */
    static int distance(int distance) {
        int over = distance - 1;
        int extra = distanceExtra(over);
        int symbol = over < 4 ? over : 2 * extra + (over >>> extra); // two symbols for each number of extra bits
        int extraValue = over & ((1 << extra) - 1);
        return reversed(symbol, DISTANCE_CODE_BITS) | extraValue << DISTANCE_CODE_BITS;
    }

    static int distanceBits(int distance) {
        return DISTANCE_CODE_BITS + distanceExtra(distance - 1);
    }

    private static int distanceExtra(int over) {
        return over < 4 ? 0 : log2(over) - 1;
    }

    private static int symbolBits(int symbol) {
        return symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
    }

    private static int symbol(int symbol) {
        int code = symbol < 144
                ? 0b0011_0000 + symbol
                : symbol < 256
                        ? 0b1_1001_0000 + symbol - 144
                        : symbol < 280 ? symbol - 256 : 0b1100_0000 + symbol - 280;
        return reversed(code, symbolBits(symbol));
    }

    /** Huffman codes are written from their highest bit on, all else from its lowest. */
    private static int reversed(int code, int count) {
        return Integer.reverse(code) >>> (Integer.SIZE - count);
    }

    private static int log2(int value) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(value);
    }
}
