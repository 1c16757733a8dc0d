package dev.tokenflow.lab.experiment;

import dev.tokenflow.simulator.link.LinkPhase;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a bottleneck can hold: bytes, or time at its rate.
 *
 * @param fixedBytes bytes; of no meaning with a time
 * @param time at the rate; null = bytes
 */
record BufferSize(long fixedBytes, @Nullable Duration time) {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)(kb|mb|b|ms|s)");
    private static final double MOST_BYTES = 1e9;
    private static final double MOST_NS = 60e9;

    static BufferSize of(Duration time) {
        return new BufferSize(0, time);
    }

    /**
     * Reads {@code 64kB}, {@code 1MB}, {@code 500ms} or {@code 1s}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    static BufferSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            double value = Double.parseDouble(matcher.group(1));
            double unit = switch (matcher.group(2)) {
                case "kb" -> 1e3;
                case "mb" -> 1e6;
                case "ms" -> 1e6;
                case "s" -> 1e9;
                default -> 1;
            };
            boolean isTime = matcher.group(2).endsWith("s");
            if (value * unit > 0 && value * unit <= (isTime ? MOST_NS : MOST_BYTES)) {
                return isTime
                        ? of(Duration.ofNanos(Math.round(value * unit)))
                        : new BufferSize(Math.round(value * unit), null);
            }
        }
        throw new IllegalArgumentException("'" + text
                + "' is no buffer, expected bytes up to 1 GB such as 64kB, or time up to 60 s such as 500ms");
    }

    /** Bytes before a bottleneck of this rate. */
    long bytes(long bitsPerSecond) {
        return time == null ? fixedBytes : LinkPhase.bufferBytes(time, bitsPerSecond);
    }
}
