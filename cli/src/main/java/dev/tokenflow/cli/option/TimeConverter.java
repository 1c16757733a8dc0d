package dev.tokenflow.cli.option;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** {@code 100ms}, {@code 65s}, {@code 2m} or {@code 2min}, {@code 1h}; a bare {@code 90} means seconds. */
public final class TimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return TimeText.parse(text, "s");
    }
}
