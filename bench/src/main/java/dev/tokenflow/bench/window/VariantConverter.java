package dev.tokenflow.bench.window;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words of {@link Variant}. */
final class VariantConverter implements ITypeConverter<Variant> {
    @Override
    public Variant convert(String word) {
        try {
            return Variant.of(word);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
