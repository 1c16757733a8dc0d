package dev.tokenflow.report.text;

import org.jspecify.annotations.Nullable;

/** The two spellings of "unknown": NaN where numbers are measured, {@code null} in JSON. Never 0. */
public final class Known {
    private Known() {}

    /** The number, or {@code null} when it is NaN, infinite or already {@code null}. */
    public static @Nullable Double orNull(@Nullable Double value) {
        return value == null || !Double.isFinite(value) ? null : value;
    }

    /** The number, or NaN for {@code null}. */
    public static double orNaN(@Nullable Number value) {
        return value == null ? Double.NaN : value.doubleValue();
    }

    public static @Nullable Long notNegative(String name, @Nullable Long count) {
        if (count != null && count < 0) {
            throw new IllegalArgumentException(name + " is " + count + ", expected >= 0 or unknown");
        }
        return count;
    }
}
