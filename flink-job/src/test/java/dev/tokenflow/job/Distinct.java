package dev.tokenflow.job;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Records in which every component has a value of its own, so that two that are mixed up or forgotten show. */
final class Distinct {
    private int next = 1;

    private Distinct() {}

    static <T extends Record> T of(Class<T> type) throws ReflectiveOperationException {
        return new Distinct().make(type);
    }

    private <T extends Record> T make(Class<T> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = value(types[i]);
        }
        var constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private Object value(Class<?> type) throws ReflectiveOperationException {
        int number = next++;
        if (type == int.class) {
            return number;
        } else if (type == long.class) {
            return (long) number << 33;
        } else if (type == double.class) {
            return number + 0.5;
        } else if (type == boolean.class) {
            return true;
        } else if (type == String.class) {
            return "text " + number;
        } else if (type == String[].class) {
            return new String[] {"text " + number, "more"};
        } else if (type == byte[].class) {
            return new byte[] {(byte) number, -1, Byte.MIN_VALUE};
        } else if (type == double[].class) {
            return new double[] {number + 0.25, -1, Long.MIN_VALUE};
        } else if (type.isEnum()) {
            Object[] all = type.getEnumConstants();
            return all[all.length - 1];
        }
        return make(type.asSubclass(Record.class));
    }
}
