package dev.tokenflow.simulator.request;

import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object in a request. Every method gives null, or what is called empty, for a member that is
 * absent or null, and throws {@link ApiException} with the member's path for one of the wrong type or out of range.
 */
public final class Members {
    /** As far as every JSON reader is exact. */
    public static final double LARGEST_WHOLE = 1L << 53;

    private final String path;
    private final Map<?, ?> members;

    private Members(String path, Map<?, ?> members) {
        this.path = path;
        this.members = members;
    }

    /**
     * Reads a request body.
     *
     * @throws ApiException when it is no JSON object
     */
    public static Members parse(String body) throws ApiException {
        try {
            return new Members("", JsonReader.readObject(body));
        } catch (JsonException e) {
            throw ApiException.invalid(
                    null, "We could not parse the JSON body of your request: " + e.getMessage() + ".");
        }
    }

    /** Where a member stands, as {@code tools[0].function.name}. */
    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Whether the member is there and not null. */
    public boolean has(String name) {
        return members.get(name) != null;
    }

    /** The member as it was read. */
    public @Nullable Object raw(String name) {
        return members.get(name);
    }

    /** The refusal of a member: {@code 'name' expected}. */
    public ApiException wrong(String name, String expected) {
        return ApiException.invalid(path(name), "'" + path(name) + "' " + expected);
    }

    /** A string. */
    public @Nullable String string(String name) throws ApiException {
        Object value = members.get(name);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(name, "must be a string.");
    }

    /** A string that must be there. */
    public String requiredString(String name) throws ApiException {
        String value = string(name);
        if (value == null) {
            throw wrong(name, "is required and must be a string.");
        }
        return value;
    }

    /** A string that is one of several words. */
    public @Nullable String oneOf(String name, String... words) throws ApiException {
        String value = string(name);
        if (value == null || List.of(words).contains(value)) {
            return value;
        }
        throw wrong(name, "must be one of " + String.join(", ", words) + ".");
    }

    /** True or false. */
    public boolean flag(String name, boolean otherwise) throws ApiException {
        Object value = members.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name, "must be true or false.");
    }

    /** A whole number within bounds. */
    public @Nullable Long whole(String name, double least, double most) throws ApiException {
        Object value = members.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Double number && number == Math.rint(number) && number >= least && number <= most) {
            return number.longValue();
        }
        throw wrong(name, "must be a whole number from %.0f to %.0f.".formatted(least, most));
    }

    /** A number that must be within bounds; its value does not matter here. */
    public void checkNumber(String name, double least, double most) throws ApiException {
        Object value = members.get(name);
        if (value != null && !(value instanceof Double number && number >= least && number <= most)) {
            throw wrong(name, "must be a number from %.0f to %.0f.".formatted(least, most));
        }
    }

    /** An object that may be anything; it does not matter here. */
    public void checkObject(String name) throws ApiException {
        object(name);
    }

    /** An object. */
    public @Nullable Members object(String name) throws ApiException {
        Object value = members.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Map<?, ?> map) {
            return new Members(path(name), map);
        }
        throw wrong(name, "must be an object.");
    }

    /** An object that must be there. */
    public Members requiredObject(String name) throws ApiException {
        Members value = object(name);
        if (value == null) {
            throw wrong(name, "is required and must be an object.");
        }
        return value;
    }

    /** An array of objects; empty when absent. */
    public List<Members> objects(String name) throws ApiException {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw wrong(name, "must be an array.");
        }
        List<Members> all = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            String element = name + "[" + i + "]";
            if (!(list.get(i) instanceof Map<?, ?> map)) {
                throw wrong(element, "must be an object.");
            }
            all.add(new Members(path(element), map));
        }
        return all;
    }

    /** An array of strings that are not empty, or one such string; empty when absent. */
    public List<String> strings(String name, int most) throws ApiException {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        List<?> list = value instanceof String ? List.of(value) : value instanceof List<?> many ? many : null;
        if (list == null || list.size() > most) {
            throw wrong(name, "must be a string or an array of at most " + most + " strings.");
        }
        List<String> all = new ArrayList<>(list.size());
        for (Object each : list) {
            if (!(each instanceof String text) || text.isEmpty()) {
                throw wrong(name, "must have strings only, none of them empty.");
            }
            all.add(text);
        }
        return all;
    }
}
