package dev.tokenflow.simulator.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What made-up text looks like. */
public enum Script {
    /** Short English words, about five bytes a token; nothing in it needs an escape in JSON. */
    ENGLISH,
    /** European words with accents, and quotes, backslashes, tabs and line breaks, which JSON escapes. */
    LATIN,
    /** Chinese and Japanese: three bytes a sign, no spaces. */
    CJK,
    /** Russian. */
    CYRILLIC,
    /** Arabic, written from right to left. */
    ARABIC,
    /** Signs outside of the basic plane, with joiners, skin tones and flags. */
    EMOJI,
    /** All of these in turn. */
    MIXED;

    /** The word used on command lines and behind a model's name. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All words, separated by commas. */
    public static String words() {
        return Arrays.stream(values()).map(Script::word).collect(Collectors.joining(", "));
    }

    /**
     * The script of a word.
     *
     * @throws IllegalArgumentException when there is none; names all
     */
    public static Script ofWord(String word) {
        for (Script script : values()) {
            if (script.word().equals(word)) {
                return script;
            }
        }
        throw new IllegalArgumentException("script '" + word + "' is unknown, expected one of " + words());
    }
}
