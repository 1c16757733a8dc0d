package dev.tokenflow.cli.option;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 100ms}, {@code 65s}, {@code 2m} or {@code 2min}, {@code 1h}; {@code 90} are seconds. */
public final class TimeConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?) ?(ms|s|min|m|h|)");

    @Override
    public Duration convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a time, expected such as 100ms, 65s or 2m");
        }
        double scale = switch (matcher.group(2)) {
            case "ms" -> 1;
            case "m", "min" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1000;
        };
        return Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * scale));
    }
}
