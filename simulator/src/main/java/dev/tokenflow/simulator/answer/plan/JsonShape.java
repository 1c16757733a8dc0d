package dev.tokenflow.simulator.answer.plan;

import dev.tokenflow.simulator.text.JsonStrings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a JSON object that fits a JSON schema roughly: every property with a value of its type, and words
 * for the first string, which stands last and is left open.
 */
public final class JsonShape {
    private static final String NAME_WITHOUT_SCHEMA = "text";

    private JsonShape() {}

    /**
     * The opening for a schema.
     *
     * @param schema a JSON schema of an object; without properties the object has one, {@code text}
     */
    public static String opening(@Nullable Object schema) {
        String words = NAME_WITHOUT_SCHEMA;
        StringBuilder others = new StringBuilder("{ ");
        if (schema instanceof Map<?, ?> root && root.get("properties") instanceof Map<?, ?> properties) {
            boolean found = false;
            for (Map.Entry<?, ?> property : properties.entrySet()) {
                String name = String.valueOf(property.getKey());
                if (!found && isFreeText(property.getValue())) {
                    found = true;
                    words = name;
                } else {
                    others.append(quote(name))
                            .append(':')
                            .append(value(property.getValue()))
                            .append(',');
                }
            }
        }
        return others + quote(words) + ":\"";
    }

    private static boolean isFreeText(@Nullable Object schema) {
        return schema instanceof Map<?, ?> map && "string".equals(map.get("type")) && !map.containsKey("enum");
    }

    private static String value(@Nullable Object schema) {
        if (!(schema instanceof Map<?, ?> map)) {
            return "null";
        }
        if (map.get("enum") instanceof List<?> values
                && !values.isEmpty()
                && values.getFirst() instanceof String word) {
            return quote(word);
        }
        Object type = map.get("type");
        return switch (type instanceof String word ? word : "null") {
            case "string" -> "\"x\"";
            case "integer" -> "7";
            case "number" -> "1.5";
            case "boolean" -> "true";
            case "array" -> "[]";
            case "object" -> "{}";
            default -> "null";
        };
    }

    private static String quote(String text) {
        return '"' + JsonStrings.escape(text, false) + '"';
    }
}
