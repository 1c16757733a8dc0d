package dev.tokenflow.lab.experiment;

import dev.tokenflow.lab.arm.LoopDelay;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 15/57} on the command line: median and 99th percentile in ms; {@code 100}: both. */
final class LoopDelayConverter implements ITypeConverter<LoopDelay> {
    @Override
    public LoopDelay convert(String text) {
        String[] parts = text.strip().split("/", -1);
        try {
            double p50 = Double.parseDouble(parts[0]);
            if (parts.length <= 2) {
                return new LoopDelay(p50, parts.length == 2 ? Double.parseDouble(parts[1]) : p50);
            }
        } catch (NumberFormatException e) {
            // the message below says what was expected
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
        throw new TypeConversionException(
                "'" + text + "' is no loop delay, expected ms such as 100, or median and p99 such as 15/57");
    }
}
