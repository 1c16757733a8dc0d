package dev.tokenflow.lab.experiment;

import dev.tokenflow.lab.experiment.plan.LoopDelay;
import java.util.function.Supplier;
import picocli.CommandLine.TypeConversionException;

/** Reads words of the command line. */
final class OptionWords {
    private OptionWords() {}

    /** A value, or the reason why there is none in the form that becomes one line. */
    static <T> T converted(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /** {@code 15/57}: median and 99th percentile in ms; {@code 100}: both. */
    static LoopDelay loopDelay(String text) {
        String[] parts = text.strip().split("/", -1);
        try {
            double p50 = Double.parseDouble(parts[0]);
            if (parts.length <= 2) {
                return new LoopDelay(p50, parts.length == 2 ? Double.parseDouble(parts[1]) : p50);
            }
        } catch (NumberFormatException e) {
            // says what was expected, below
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no loop delay, expected ms such as 100, or median and p99 such as 15/57");
    }
}
