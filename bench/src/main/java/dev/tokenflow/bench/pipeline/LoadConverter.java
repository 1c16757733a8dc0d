package dev.tokenflow.bench.pipeline;

import dev.tokenflow.bench.pipeline.load.Load;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words of {@link Load}. */
final class LoadConverter implements ITypeConverter<Load> {
    @Override
    public Load convert(String word) {
        try {
            return Load.of(word);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
