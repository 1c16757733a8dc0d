package dev.tokenflow.cli.option;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 2%} or {@code 0.02}: a share from 0 to 1. */
public final class ShareConverter implements ITypeConverter<Double> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?) ?(%?)");

    @Override
    public Double convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a share, expected such as 2% or 0.02");
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        double share = (matcher.group(2).isEmpty() ? number : number.movePointLeft(2)).doubleValue();
        if (share > 1) {
            throw new TypeConversionException("'" + text + "' is more than all, expected such as 2% or 0.02");
        }
        return share;
    }
}
