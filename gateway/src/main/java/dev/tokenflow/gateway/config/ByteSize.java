package dev.tokenflow.gateway.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A number of bytes.
 *
 * @param bytes &ge; 0
 */
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,12}) ?([kKmMgG]i?[bB]?|[bB]?)");
    private static final int KIB_BITS = 10;

    /** {@code 4096}, {@code 256k}, {@code 16MiB}, {@code 1g}; units are powers of 1024. */
    public static final class Converter implements ITypeConverter<ByteSize> {
        @Override
        public ByteSize convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw wrong(text);
            }
            String unit = matcher.group(2);
            int power = unit.isEmpty() ? 0 : Math.max(0, "bkmg".indexOf(Character.toLowerCase(unit.charAt(0))));
            try {
                return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (KIB_BITS * power)));
            } catch (ArithmeticException e) {
                throw wrong(text);
            }
        }

        private static TypeConversionException wrong(String text) {
            return new TypeConversionException(
                    "'" + text + "' is not a number of bytes, expected such as 65536, 256k or 16m");
        }
    }

    /** The same as an int. */
    public int toInt() {
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }
}
