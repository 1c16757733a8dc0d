package dev.tokenflow.core.model.tree;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

/**
 * The inputs of a model, by name and in order. Whoever scores compares hashes first: the same number of inputs in
 * another order would give a wrong answer, not an error.
 *
 * @param names of the inputs
 */
public record FeatureSchema(List<String> names) {
    /** Most inputs a model may have. */
    public static final int MAX_NAMES = 1_024;

    private static final int MAX_LENGTH = 200;

    public FeatureSchema {
        names = List.copyOf(names);
        if (names.isEmpty() || names.size() > MAX_NAMES) {
            throw new IllegalArgumentException(names.size() + " inputs, expected 1 to " + MAX_NAMES);
        }
        for (String name : names) {
            if (name.isEmpty() || name.length() > MAX_LENGTH) {
                throw new IllegalArgumentException(
                        "the name of an input should have 1 to " + MAX_LENGTH + " characters");
            }
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("two inputs have the same name: " + names);
        }
    }

    public static FeatureSchema of(String... names) {
        return new FeatureSchema(List.of(names));
    }

    public int size() {
        return names.size();
    }

    /** The same in every process: FNV-1a, 64 bits, of the names with a zero behind each. */
    public long hash() {
        long hash = 0xcbf29ce484222325L;
        for (String name : names) {
            for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
            }
            hash *= 0x100000001b3L;
        }
        return hash;
    }
}
