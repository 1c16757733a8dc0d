package dev.tokenflow.gateway.delta;

/**
 * Strict JSON (RFC 8259) over bytes, without making objects of it. Every method takes a position and returns the
 * position behind what it read, or -1 if that is not there. The text lies in one line of an event: blanks are spaces
 * and tabs alone. Whether bytes above 127 are valid UTF-8 is not checked.
 */
final class JsonText {
    /** Deeper nesting is not read: it is one bit for each level. */
    static final int DEEPEST = 64;

    static final int NONE = -1;

    private JsonText() {}

    /** The byte at a position, or -1 at the end; bytes above 127 are negative, too. */
    static int at(byte[] text, int at, int end) {
        return at < end ? text[at] : NONE;
    }

    static int blanks(byte[] text, int from, int end) {
        int at = from;
        while (at < end && (text[at] == ' ' || text[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** A string with its quotes. */
    static int string(byte[] text, int from, int end) {
        if (at(text, from, end) != '"') {
            return NONE;
        }
        int at = from + 1;
        while (at < end) {
            byte next = text[at];
            if (next == '"') {
                return at + 1;
            }
            if (next == '\\') {
                at = escape(text, at + 1, end);
                if (at < 0) {
                    return NONE;
                }
            } else if (next >= 0 && next < ' ') {
                return NONE;
            } else {
                at++;
            }
        }
        return NONE;
    }

    private static int escape(byte[] text, int at, int end) {
        switch (at(text, at, end)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return at + 1;
            }
            case 'u' -> {
                for (int i = 1; i <= 4; i++) {
                    if (Character.digit(at(text, at + i, end), 16) < 0) {
                        return NONE;
                    }
                }
                return at + 5;
            }
            default -> {
                return NONE;
            }
        }
    }

    /** A name of an object's member with its colon, up to the value. */
    private static int name(byte[] text, int from, int end) {
        int at = string(text, from, end);
        return at < 0 ? NONE : colon(text, at, end);
    }

    /** The colon behind a name, up to the value. */
    static int colon(byte[] text, int from, int end) {
        int at = blanks(text, from, end);
        return at(text, at, end) == ':' ? blanks(text, at + 1, end) : NONE;
    }

    static boolean isNull(byte[] text, int at, int end) {
        return at + 4 <= end && text[at] == 'n' && text[at + 1] == 'u' && text[at + 2] == 'l' && text[at + 3] == 'l';
    }

    /** Any value, however deep up to {@link #DEEPEST}, without recursion. */
    static int value(byte[] text, int from, int end) {
        long objects = 0;
        int depth = 0;
        int at = from;
        while (true) {
            int next = at(text, at, end);
            if (next == '{' || next == '[') {
                boolean object = next == '{';
                at = blanks(text, at + 1, end);
                if (at(text, at, end) != (object ? '}' : ']')) {
                    if (depth++ == DEEPEST) {
                        return NONE;
                    }
                    objects = (objects << 1) | (object ? 1 : 0);
                    at = object ? name(text, at, end) : at;
                    if (at < 0) {
                        return NONE;
                    }
                    continue;
                }
                at++;
            } else {
                at = next == '"' ? string(text, at, end) : literal(text, at, end);
                if (at < 0) {
                    return NONE;
                }
            }
            while (true) {
                if (depth == 0) {
                    return at;
                }
                at = blanks(text, at, end);
                boolean object = (objects & 1) != 0;
                int mark = at(text, at, end);
                if (mark == ',') {
                    at = blanks(text, at + 1, end);
                    at = object ? name(text, at, end) : at;
                    if (at < 0) {
                        return NONE;
                    }
                    break;
                }
                if (mark != (object ? '}' : ']')) {
                    return NONE;
                }
                depth--;
                objects >>>= 1;
                at++;
            }
        }
    }

    /** A number, {@code true}, {@code false} or {@code null}. */
    static int literal(byte[] text, int from, int end) {
        return switch (at(text, from, end)) {
            case 't' -> word(text, from, end, 'r', 'u', 'e');
            case 'n' -> word(text, from, end, 'u', 'l', 'l');
            case 'f' -> at(text, from + 1, end) == 'a' ? word(text, from + 1, end, 'l', 's', 'e') : NONE;
            default -> number(text, from, end);
        };
    }

    private static int word(byte[] text, int from, int end, char second, char third, char fourth) {
        return from + 4 <= end && text[from + 1] == second && text[from + 2] == third && text[from + 3] == fourth
                ? from + 4
                : NONE;
    }

    private static int number(byte[] text, int from, int end) {
        int at = at(text, from, end) == '-' ? from + 1 : from;
        int whole = digits(text, at, end);
        if (whole == at || (text[at] == '0' && whole > at + 1)) {
            return NONE;
        }
        at = whole;
        if (at(text, at, end) == '.') {
            int fraction = digits(text, at + 1, end);
            if (fraction == at + 1) {
                return NONE;
            }
            at = fraction;
        }
        int mark = at(text, at, end);
        if (mark == 'e' || mark == 'E') {
            int sign = at(text, at + 1, end);
            int first = sign == '+' || sign == '-' ? at + 2 : at + 1;
            int exponent = digits(text, first, end);
            if (exponent == first) {
                return NONE;
            }
            at = exponent;
        }
        return at;
    }

    private static int digits(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at;
    }

    /** The value of a whole number of at most nine digits in {@code text[from, to)}, or -1 if it is none. */
    static int natural(byte[] text, int from, int to) {
        if (to - from < 1 || to - from > 9 || digits(text, from, to) != to) {
            return NONE;
        }
        int value = 0;
        for (int at = from; at < to; at++) {
            value = 10 * value + (text[at] - '0');
        }
        return value;
    }
}
