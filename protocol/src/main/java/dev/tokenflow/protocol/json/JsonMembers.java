package dev.tokenflow.protocol.json;

import java.util.Map;

/** Members of an object that {@link JsonReader} has read, each with the type it should have. */
public final class JsonMembers {
    private static final long LARGEST_WHOLE = 1L << 53;

    private final Map<?, ?> members;

    public JsonMembers(Map<?, ?> members) {
        this.members = members;
    }

    /** A string that must be there. */
    public String string(String name) throws JsonException {
        if (members.get(name) instanceof String value) {
            return value;
        }
        throw new JsonException("'" + name + "' should be a string");
    }

    /** A string; empty when it is absent or null. */
    public String stringOrEmpty(String name) throws JsonException {
        return members.get(name) == null ? "" : string(name);
    }

    /** A number; NaN when it is absent or null. */
    public double number(String name) throws JsonException {
        Object value = members.get(name);
        if (value == null) {
            return Double.NaN;
        }
        if (value instanceof Double number) {
            return number;
        }
        throw new JsonException("'" + name + "' should be a number");
    }

    /** A whole number that must be there, at most 2^53 from 0: as far as every JSON reader is exact. */
    public long whole(String name) throws JsonException {
        double value = number(name);
        if (value == Math.rint(value) && Math.abs(value) <= LARGEST_WHOLE) {
            return (long) value;
        }
        throw new JsonException("'" + name + "' should be a whole number");
    }

    /** The members of an object; none when it is absent, null or something else. */
    public JsonMembers object(String name) {
        Object value = members.get(name);
        return new JsonMembers(value instanceof Map<?, ?> inner ? inner : Map.of());
    }

    /** A timestamp, us since 1970, that must be there. */
    public long instantUs(String name) throws JsonException {
        return Timestamps.parse(string(name));
    }
}
