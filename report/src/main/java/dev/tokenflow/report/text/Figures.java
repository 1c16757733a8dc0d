package dev.tokenflow.report.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as people read them: at most three significant digits behind the point, thousands separated, a dash for what
 * is unknown.
 */
public final class Figures {
    /** What stands for an unknown number. */
    public static final String UNKNOWN = "–";

    private Figures() {}

    /** {@code 12,591}, {@code 0.083}, {@code 9.33}. */
    public static String number(@Nullable Number value) {
        double number = Known.orNaN(value);
        if (!Double.isFinite(number)) {
            return UNKNOWN;
        }
        double size = Math.abs(number);
        if (number == Math.rint(number) && size < 1e15) {
            return String.format(Locale.ROOT, "%,d", (long) number);
        }
        int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
        String text = String.format(Locale.ROOT, "%,." + decimals + "f", number);
        return trimmed(text);
    }

    /** A number and its unit, or a dash alone; the {@code x} of a ratio stands close. */
    public static String number(@Nullable Number value, String unit) {
        String text = number(value);
        if (text.equals(UNKNOWN)) {
            return text;
        }
        return unit.isEmpty() || unit.equals("x") ? text + unit : text + " " + unit;
    }

    /** Milliseconds below a second, seconds above: {@code 83 ms}, {@code 9.33 s}. */
    public static String delay(@Nullable Number ms) {
        double value = Known.orNaN(ms);
        if (!Double.isFinite(value)) {
            return UNKNOWN;
        }
        return value < 999.5 ? Math.round(value) + " ms" : number(value / 1000) + " s";
    }

    /** {@code 2 Mbit/s}, {@code 500 kbit/s}. */
    public static String bitRate(@Nullable Number bitsPerSecond) {
        double value = Known.orNaN(bitsPerSecond);
        if (!Double.isFinite(value)) {
            return UNKNOWN;
        }
        if (value >= 1e9) {
            return number(value / 1e9) + " Gbit/s";
        }
        return value >= 1e6 ? number(value / 1e6) + " Mbit/s" : number(value / 1e3) + " kbit/s";
    }

    /** A share of 1 as {@code 1.2 %}. */
    public static String percent(@Nullable Number share) {
        double value = Known.orNaN(share) * 100;
        if (!Double.isFinite(value)) {
            return UNKNOWN;
        }
        int decimals = value == Math.rint(value) ? 0 : Math.abs(value) >= 9.95 ? 0 : Math.abs(value) >= 0.095 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + decimals + "f %%", value);
    }

    /** {@code 112x}, {@code 0.99x}. */
    public static String ratio(double ratio) {
        if (!Double.isFinite(ratio)) {
            return UNKNOWN;
        }
        int decimals = ratio >= 99.5 ? 0 : ratio >= 9.95 ? 1 : 2;
        return trimmed(String.format(Locale.ROOT, "%,." + decimals + "f", ratio)) + "x";
    }

    /** Without zeros at the end of a fraction. */
    private static String trimmed(String text) {
        return text.indexOf('.') < 0 ? text : text.replaceFirst("\\.?0+$", "");
    }
}
