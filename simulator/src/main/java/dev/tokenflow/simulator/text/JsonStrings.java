package dev.tokenflow.simulator.text;

/** Text as it stands between the quotes of a JSON string. */
public final class JsonStrings {
    private static final String SHORT_ESCAPES = "\"\"\\\\\nn\rr\tt\bb\ff";

    private JsonStrings() {}

    /**
     * Escapes what JSON requires, and with {@code asciiOnly} everything outside of ASCII too: signs beyond the basic
     * plane then become two escapes, one for each surrogate.
     */
    public static String escape(String text, boolean asciiOnly) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int at = c < 0x80 ? SHORT_ESCAPES.indexOf(c) : -1;
            if (at >= 0 && at % 2 == 0) {
                out.append('\\').append(SHORT_ESCAPES.charAt(at + 1));
            } else if (c < 0x20 || (asciiOnly && c > 0x7e)) {
                out.append("\\u").append(String.format("%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
