package dev.tokenflow.core.codec;

import java.nio.charset.StandardCharsets;

/** Reads what {@link PackedOutput} wrote; reusable. */
public final class PackedInput {
    private byte[] bytes;
    private int at;

    public PackedInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Continues in other bytes. */
    public void moveTo(byte[] source, int position) {
        bytes = source;
        at = position;
    }

    public int position() {
        return at;
    }

    public void skip(int count) {
        at += count;
    }

    public int readByte() {
        return bytes[at++];
    }

    public long readVarint() {
        int b = bytes[at++];
        if (b >= 0) {
            return b;
        }
        int second = bytes[at++];
        if (second >= 0) {
            return (b & 0x7f) | second << 7;
        }
        long value = (b & 0x7f) | (second & 0x7f) << 7;
        for (int shift = 14; ; shift += 7) {
            b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    /** Reads {@code count} ascending numbers that were written as differences; returns their sum. */
    public long readAscending(int[] values, int count) {
        byte[] b = bytes; // in locals: these are most of all numbers that are read
        int p = at;
        int value = 0;
        long sum = 0;
        for (int i = 0; i < count; i++) {
            int difference = b[p++];
            if (difference < 0) {
                difference &= 0x7f;
                for (int shift = 7; ; shift += 7) {
                    int more = b[p++];
                    difference |= (more & 0x7f) << shift;
                    if (more >= 0) {
                        break;
                    }
                }
            }
            value += difference;
            values[i] = value;
            sum += value;
        }
        at = p;
        return sum;
    }

    public int readInt() {
        return (int) readVarint();
    }

    public long readSigned() {
        long value = readVarint();
        return value >>> 1 ^ -(value & 1);
    }

    public long readLong() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            value |= (bytes[at++] & 0xffL) << shift;
        }
        return value;
    }

    public byte[] readBytes(int count) {
        byte[] copy = new byte[count];
        System.arraycopy(bytes, at, copy, 0, count);
        at += count;
        return copy;
    }

    public String readText() {
        return new String(readBytes(readInt()), StandardCharsets.UTF_8);
    }

    /**
     * Reads the byte that names the version of a saved state.
     *
     * @param newest the newest version this program reads
     * @throws IllegalArgumentException when a newer program wrote it
     */
    public int requireVersion(int newest) {
        int version = readByte();
        if (version < 1 || version > newest) {
            throw new IllegalArgumentException(
                    "the saved state has version " + version + ", this program reads 1 to " + newest);
        }
        return version;
    }
}
