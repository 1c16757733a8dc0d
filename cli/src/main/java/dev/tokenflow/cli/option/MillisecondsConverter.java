package dev.tokenflow.cli.option;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/**
 * As {@link TimeConverter}, but a bare {@code 40} means milliseconds: for options that people think of in milliseconds,
 * such as a round trip.
 */
public final class MillisecondsConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return TimeText.parse(text, "ms");
    }
}
