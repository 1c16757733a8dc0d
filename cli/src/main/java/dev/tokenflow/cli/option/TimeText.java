package dev.tokenflow.cli.option;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** A time on the command line: a number and a unit. */
final class TimeText {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?) ?(ms|s|min|m|h|)");

    private TimeText() {}

    /**
     * Reads it.
     *
     * @param bareUnit the unit of a number without one
     * @throws TypeConversionException saying what was expected
     */
    static Duration parse(String text, String bareUnit) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a time, expected such as 100ms, 65s or 2m");
        }
        String unit = matcher.group(2).isEmpty() ? bareUnit : matcher.group(2);
        double milliseconds = switch (unit) {
            case "ms" -> 1;
            case "m", "min" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1000;
        };
        return Duration.ofMillis(Math.round(Double.parseDouble(matcher.group(1)) * milliseconds));
    }
}
