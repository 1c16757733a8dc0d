package dev.tokenflow.core.feature;

import java.nio.charset.StandardCharsets;

/** Reads what {@link PackedOutput} wrote; reusable. */
final class PackedInput {
    private byte[] bytes;
    private int at;

    PackedInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Continues in other bytes. */
    void moveTo(byte[] source, int position) {
        bytes = source;
        at = position;
    }

    int position() {
        return at;
    }

    void skip(int count) {
        at += count;
    }

    int readByte() {
        return bytes[at++];
    }

    long readVarint() {
        int b = bytes[at++];
        if (b >= 0) {
            return b;
        }
        long value = b & 0x7f;
        for (int shift = 7; ; shift += 7) {
            b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    int readInt() {
        return (int) readVarint();
    }

    long readSigned() {
        long value = readVarint();
        return value >>> 1 ^ -(value & 1);
    }

    long readLong() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            value |= (bytes[at++] & 0xffL) << shift;
        }
        return value;
    }

    byte[] readBytes(int count) {
        byte[] copy = new byte[count];
        System.arraycopy(bytes, at, copy, 0, count);
        at += count;
        return copy;
    }

    String readText() {
        return new String(readBytes(readInt()), StandardCharsets.UTF_8);
    }
}
