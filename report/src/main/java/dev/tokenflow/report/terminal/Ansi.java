package dev.tokenflow.report.terminal;

import dev.tokenflow.report.text.Figures;

/** What is sent to a terminal besides text (ECMA-48 and DEC private modes). */
final class Ansi {
    static final String HIDE_CURSOR = "\u001b[?25l";
    static final String SHOW_CURSOR = "\u001b[?25h";
    static final String NO_WRAP = "\u001b[?7l";
    static final String WRAP = "\u001b[?7h";
    static final String ERASE_TO_LINE_END = "\u001b[K";
    static final String ERASE_BELOW = "\u001b[J";

    private Ansi() {}

    /** To the first column, {@code lines} lines up. */
    static String up(int lines) {
        return lines == 0 ? "\r" : "\r\u001b[" + lines + "A";
    }

    static String styled(String text, String style) {
        return style.isEmpty() || text.isEmpty() ? text : "\u001b[" + style + "m" + text + "\u001b[0m";
    }

    /** Text that any terminal shows as it is meant: no control characters, a hyphen for unknown numbers. */
    static String plain(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (char c : text.replace(Figures.UNKNOWN, "-").toCharArray()) {
            out.append(Character.isISOControl(c) ? '?' : c);
        }
        return out.toString();
    }

    /** The text cut to a width. */
    static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, Math.max(0, width));
    }
}
