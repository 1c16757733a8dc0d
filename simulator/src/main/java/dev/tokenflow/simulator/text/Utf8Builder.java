package dev.tokenflow.simulator.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects UTF-8. Not safe for several threads; unlike a stream of the JDK it takes no lock. */
public final class Utf8Builder {
    private byte[] bytes;
    private int length;

    /** @param capacity bytes to begin with, &ge; 0 */
    public Utf8Builder(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** Adds bytes as they are. */
    public Utf8Builder add(byte[] more) {
        if (more.length > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more.length));
        }
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** Adds text as UTF-8. */
    public Utf8Builder add(String text) {
        return add(utf8(text));
    }

    /** Adds a whole number in decimal digits. */
    public Utf8Builder add(long number) {
        return add(Long.toString(number));
    }

    /** Bytes so far. */
    public int length() {
        return length;
    }

    /** Takes back everything after the first {@code bytes} bytes. */
    public void cutTo(int bytes) {
        length = Math.min(length, bytes);
    }

    /** A copy of the bytes so far. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Text as UTF-8. */
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
