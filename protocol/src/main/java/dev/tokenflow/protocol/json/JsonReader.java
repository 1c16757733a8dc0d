package dev.tokenflow.protocol.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON value (RFC 8259) into maps, lists, strings, doubles, booleans and nulls. Strict: trailing text,
 * duplicate names, unpaired brackets and anything deeper than {@value #MAX_DEPTH} levels are errors.
 */
public final class JsonReader {
    private static final int MAX_DEPTH = 32;

    private final String text;
    private int position;

    private JsonReader(String text) {
        this.text = text;
    }

    /** The one value that {@code text} holds. */
    public static @Nullable Object read(String text) throws JsonException {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(0);
        reader.skipBlanks();
        if (reader.position < text.length()) {
            throw reader.error("the end");
        }
        return value;
    }

    /** The one object that {@code text} holds. */
    @SuppressWarnings("unchecked") // objects are built below with string names only
    public static Map<String, @Nullable Object> readObject(String text) throws JsonException {
        if (read(text) instanceof Map<?, ?> object) {
            return (Map<String, @Nullable Object>) object;
        }
        throw new JsonException("a JSON object was expected");
    }

    private @Nullable Object value(int depth) throws JsonException {
        if (depth > MAX_DEPTH) {
            throw new JsonException("nested deeper than " + MAX_DEPTH + " levels");
        }
        skipBlanks();
        if (position >= text.length()) {
            throw error("a value");
        }
        char c = text.charAt(position);
        return switch (c) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) throws JsonException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        position++;
        skipBlanks();
        if (accept('}')) {
            return fields;
        }
        do {
            skipBlanks();
            if (position >= text.length() || text.charAt(position) != '"') {
                throw error("a name");
            }
            String name = string();
            skipBlanks();
            expect(':');
            if (fields.containsKey(name)) {
                throw new JsonException("the name '" + name + "' stands twice");
            }
            fields.put(name, value(depth + 1));
            skipBlanks();
        } while (accept(','));
        expect('}');
        return fields;
    }

    private List<@Nullable Object> array(int depth) throws JsonException {
        List<@Nullable Object> items = new ArrayList<>();
        position++;
        skipBlanks();
        if (accept(']')) {
            return items;
        }
        do {
            items.add(value(depth + 1));
            skipBlanks();
        } while (accept(','));
        expect(']');
        return items;
    }

    private String string() throws JsonException {
        position++;
        int plain = position;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        String begin = text.substring(position, plain);
        position = plain;
        if (accept('"')) {
            return begin;
        }
        StringBuilder out = new StringBuilder(begin);
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return out.toString();
            }
            if (c < 0x20) {
                throw error("no control character in a string");
            }
            out.append(c == '\\' ? escape() : c);
        }
        throw error("a closing quote");
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c != '"' && c != '\\';
    }

    private char escape() throws JsonException {
        if (position >= text.length()) {
            throw error("an escape");
        }
        char c = text.charAt(position++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("a known escape");
        };
    }

    private char unicode() throws JsonException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = position < text.length() ? Character.digit(text.charAt(position), 16) : -1;
            if (digit < 0) {
                throw error("four hex digits");
            }
            value = value << 4 | digit;
            position++;
        }
        return (char) value;
    }

    private Double number() throws JsonException {
        int start = position;
        accept('-');
        int intStart = position;
        int intDigits = digits();
        boolean wellFormed = intDigits > 0 && (intDigits == 1 || text.charAt(intStart) != '0');
        if (wellFormed && accept('.')) {
            wellFormed = digits() > 0;
        }
        if (wellFormed && (accept('e') || accept('E'))) {
            if (!accept('+')) {
                accept('-');
            }
            wellFormed = digits() > 0;
        }
        if (!wellFormed) {
            position = start;
            throw error("a value");
        }
        return Double.valueOf(text.substring(start, position));
    }

    private int digits() {
        int start = position;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        return position - start;
    }

    private @Nullable Object word(String word, @Nullable Object value) throws JsonException {
        if (!text.startsWith(word, position)) {
            throw error("a value");
        }
        position += word.length();
        return value;
    }

    private void skipBlanks() {
        while (position < text.length() && isBlank(text.charAt(position))) {
            position++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private boolean accept(char c) {
        if (position < text.length() && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(char c) throws JsonException {
        if (!accept(c)) {
            throw error("'" + c + "'");
        }
    }

    private JsonException error(String expected) {
        return new JsonException(expected + " was expected at character " + position);
    }
}
