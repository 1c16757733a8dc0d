package dev.tokenflow.core.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Growable bytes that numbers are packed into: small ones take one byte (LEB128), signed ones are zigzagged first. */
public final class PackedOutput {
    private byte[] bytes;
    private int length;

    public PackedOutput(int capacity) {
        bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    /** Starts again, keeps the memory. */
    public void reset() {
        length = 0;
    }

    /** The bytes behind; valid until the next put. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    public PackedOutput putByte(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** A number that is usually small and never negative; any long works. */
    public PackedOutput putVarint(long value) {
        ensure(10);
        length = putVarint(bytes, length, value);
        return this;
    }

    public PackedOutput putSigned(long value) {
        return putVarint(value << 1 ^ value >> 63);
    }

    public PackedOutput putLong(long value) {
        ensure(8);
        for (int shift = 0; shift < 64; shift += 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    public PackedOutput putBytes(byte[] source, int from, int count) {
        ensure(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    public PackedOutput putText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return putVarint(utf8.length).putBytes(utf8, 0, utf8.length);
    }

    /** Writes a varint at {@code at}; the index after it. */
    public static int putVarint(byte[] to, int at, long value) {
        int next = at;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            to[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[next++] = (byte) rest;
        return next;
    }

    /** Bytes a varint takes. */
    public static int sizeOf(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + (bytes.length >> 1)));
        }
    }
}
