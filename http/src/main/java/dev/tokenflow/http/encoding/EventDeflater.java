package dev.tokenflow.http.encoding;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Deflate (RFC 1951) for events that are like the event before them. Each block is of the fixed code, which needs no
 * tables, and a match is looked for in one place only: where the same four bytes were seen last. In an event that is
 * mostly the envelope of the one before, that place is the right one. So a stream needs little memory, and an event
 * touches little of it; that counts when thousands of streams take turns on one processor.
 */
final class EventDeflater {
    /** How far back a match may lie: several events of an ordinary envelope. */
    static final int WINDOW = 2 << 10;

    /** What remains of an empty stored block behind the boundary: its length and the complement. */
    private static final int FLUSH_BYTES = 4;

    private static final int HASH_BITS = 10;
    private static final int HASHED_BYTES = 4;
    /** Knuth's multiplier: 2^32 over the golden ratio. */
    private static final int SPREAD = 0x9E3779B1;

    private static final int POSITIONS = 0xffff;
    /** The most bits that a byte can cost: it stays without a match. */
    private static final int LONGEST_LITERAL = 9;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** What was written lately, and behind it what is written now. */
    private final byte[] history = new byte[2 * WINDOW];
    /** Where bytes of this hash stood last, modulo 2^16. An older or foreign place is found out by comparing. */
    private final short[] latest = new short[1 << HASH_BITS];

    private int end;
    /** Of the first byte of {@link #history} in the whole stream, modulo 2^16. */
    private int origin;

    private byte[] out = {};
    private int at;
    private long bits;
    private int bitCount;

    /** The most that {@link #deflate} writes for {@code length} bytes. */
    static int mostBytes(int length) {
        return length + length * (LONGEST_LITERAL - Byte.SIZE) / Byte.SIZE + 2 + FLUSH_BYTES + Long.BYTES;
    }

    /**
     * Writes {@code plain[from, from + length)} as one block and an empty stored block behind it, so that a decoder has
     * all of it and the next block begins at a byte's boundary.
     *
     * @param length at most {@link #WINDOW}
     * @param target has room for {@link #mostBytes} at {@code to}
     * @return where the next block goes
     */
    int deflate(byte[] plain, int from, int length, byte[] target, int to) {
        int begin = append(plain, from, length);
        out = target;
        at = to;
        put(0b010, 3); // not the last block, the fixed code
        block(begin);
        put(0, 7 + 3); // the end of this block, and the head of a stored one
        align();
        INT.set(out, at, 0xffff_0000); // its length, 0, and the complement
        out = new byte[0];
        return at + FLUSH_BYTES;
    }

    private int append(byte[] plain, int from, int length) {
        if (end + length > history.length) {
            int shift = end - WINDOW;
            System.arraycopy(history, shift, history, 0, WINDOW);
            origin = (origin + shift) & POSITIONS;
            end = WINDOW;
        }
        System.arraycopy(plain, from, history, end, length);
        int begin = end;
        end += length;
        return begin;
    }

    private void block(int begin) {
        int i = begin;
        int hashed = end - HASHED_BYTES;
        while (i <= hashed) {
            int distance = lastSeen(i);
            int length = distance == 0 ? 0 : matching(i, distance);
            if (length < HASHED_BYTES) {
                literal(history[i++]);
                continue;
            }
            put(FixedCode.length(length), FixedCode.lengthBits(length));
            put(FixedCode.distance(distance), FixedCode.distanceBits(distance));
            int next = i + length;
            for (i++; i < next && i <= hashed; i++) {
                latest[hash(i)] = (short) (origin + i);
            }
            i = next;
        }
        while (i < end) {
            literal(history[i++]);
        }
    }

    /** How far back the four bytes at {@code i} may have been seen; 0 = nowhere. From now on they are seen here. */
    private int lastSeen(int i) {
        int hash = hash(i);
        int position = origin + i;
        int distance = (position - latest[hash]) & POSITIONS;
        latest[hash] = (short) position;
        return distance <= Math.min(i, WINDOW) ? distance : 0;
    }

    private int matching(int i, int distance) {
        int most = Math.min(end - i, FixedCode.LONGEST_MATCH);
        int differs = Arrays.mismatch(history, i, i + most, history, i - distance, i - distance + most);
        return differs < 0 ? most : differs;
    }

    private int hash(int i) {
        return ((int) INT.get(history, i) * SPREAD) >>> (Integer.SIZE - HASH_BITS);
    }

    private void literal(byte value) {
        int symbol = value & 0xff;
        put(FixedCode.literal(symbol), FixedCode.literalBits(symbol));
    }

    /** At most 32 bits, the lowest first. */
    private void put(int value, int count) {
        bits |= (long) value << bitCount;
        bitCount += count;
        if (bitCount >= Integer.SIZE) {
            LONG.set(out, at, bits);
            at += Integer.BYTES;
            bits >>>= Integer.SIZE;
            bitCount -= Integer.SIZE;
        }
    }

    private void align() {
        LONG.set(out, at, bits);
        at += (bitCount + Byte.SIZE - 1) / Byte.SIZE;
        bits = 0;
        bitCount = 0;
    }
}
