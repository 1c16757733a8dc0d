package dev.tokenflow.cli.option;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 2mbit}, {@code 500kbit}, {@code 1.5gbit}, {@code 64000bit}: bits per second, powers of ten. */
public final class RateConverter implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?) ?([kmg]?bit)");
    private static final Map<String, Integer> DIGITS = Map.of("bit", 0, "kbit", 3, "mbit", 6, "gbit", 9);

    @Override
    public Long convert(String text) {
        Matcher matcher = FORM.matcher(text);
        Integer digits = matcher.matches() ? DIGITS.get(matcher.group(2)) : null;
        if (digits == null) {
            throw new TypeConversionException("'" + text + "' is not a rate, expected such as 2mbit or 500kbit");
        }
        return new BigDecimal(matcher.group(1))
                .movePointRight(digits)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
