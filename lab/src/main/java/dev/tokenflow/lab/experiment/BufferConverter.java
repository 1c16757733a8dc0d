package dev.tokenflow.lab.experiment;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 64kB} or {@code 500ms} on the command line. */
final class BufferConverter implements ITypeConverter<BufferSize> {
    @Override
    public BufferSize convert(String text) {
        try {
            return BufferSize.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
