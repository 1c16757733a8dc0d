package dev.tokenflow.protocol.json;

import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON value into a string. Numbers that are not finite become {@code null}: JSON has no other word for
 * unknown.
 */
public final class JsonWriter {
    private static final long[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
    private static final double EXACT = 1L << 53;

    private final StringBuilder out = new StringBuilder(768);
    private boolean needComma;

    public JsonWriter beginObject() {
        return open('{');
    }

    public JsonWriter endObject() {
        return close('}');
    }

    public JsonWriter beginArray() {
        return open('[');
    }

    public JsonWriter endArray() {
        return close(']');
    }

    public JsonWriter name(String name) {
        separate();
        quote(name);
        out.append(':');
        needComma = false;
        return this;
    }

    public JsonWriter field(String name, @Nullable String value) {
        return name(name).value(value);
    }

    public JsonWriter field(String name, long value) {
        return name(name).value(value);
    }

    public JsonWriter field(String name, double value) {
        return name(name).value(value);
    }

    /** A number rounded to so many decimals, see {@link #value(double, int)}. */
    public JsonWriter field(String name, double value, int decimals) {
        return name(name).value(value, decimals);
    }

    /** An instant, see {@link Timestamps}; NaN becomes {@code null}. */
    public JsonWriter instantField(String name, double epochMs) {
        name(name);
        if (Double.isFinite(epochMs)) {
            out.append('"');
            Timestamps.append(out, Math.round(epochMs * 1e3));
            out.append('"');
        } else {
            out.append("null");
        }
        needComma = true;
        return this;
    }

    public JsonWriter field(String name, boolean value) {
        name(name);
        out.append(value);
        needComma = true;
        return this;
    }

    public JsonWriter value(@Nullable String value) {
        separate();
        if (value == null) {
            out.append("null");
        } else {
            quote(value);
        }
        needComma = true;
        return this;
    }

    public JsonWriter value(long value) {
        separate();
        out.append(value);
        needComma = true;
        return this;
    }

    /** A finite number in its shortest exact form, else {@code null}. */
    public JsonWriter value(double value) {
        separate();
        if (Double.isFinite(value)) {
            out.append(value);
        } else {
            out.append("null");
        }
        needComma = true;
        return this;
    }

    /**
     * A number rounded to so many decimals, as people read it: at least one decimal, no zeros behind it. A number that
     * is not finite becomes {@code null}.
     *
     * @param decimals 0 to 6
     */
    public JsonWriter value(double value, int decimals) {
        long scale = POWERS_OF_TEN[decimals];
        double steps = Math.rint(value * scale);
        if (!(Math.abs(steps) <= EXACT)) {
            return value(value);
        }
        separate();
        long whole = Math.abs((long) steps);
        if (steps < 0) {
            out.append('-');
        }
        out.append(whole / scale).append('.');
        long rest = whole % scale;
        long digit = scale / 10;
        do {
            out.append((char) ('0' + (digit == 0 ? 0 : rest / digit)));
            rest = digit == 0 ? 0 : rest % digit;
            digit /= 10;
        } while (rest > 0);
        needComma = true;
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private JsonWriter open(char bracket) {
        separate();
        out.append(bracket);
        needComma = false;
        return this;
    }

    private JsonWriter close(char bracket) {
        out.append(bracket);
        needComma = true;
        return this;
    }

    private void separate() {
        if (needComma) {
            out.append(',');
            needComma = false;
        }
    }

    private void quote(String text) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                out.append(text, plain, i).append(escape(c));
                plain = i + 1;
            }
        }
        out.append(text, plain, text.length()).append('"');
    }

    private static String escape(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format("\\u%04x", (int) c);
        };
    }
}
