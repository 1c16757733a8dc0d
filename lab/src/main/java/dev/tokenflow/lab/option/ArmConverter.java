package dev.tokenflow.lab.option;

import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of an arm on the command line. */
public final class ArmConverter implements ITypeConverter<Arm> {
    @Override
    public Arm convert(String name) {
        try {
            return Arms.of(name);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
