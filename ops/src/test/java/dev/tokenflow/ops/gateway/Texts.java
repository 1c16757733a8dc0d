package dev.tokenflow.ops.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts of several scripts, in the pieces that a tokenizer could make of them. */
final class Texts {
    static final String ENGLISH = "A stream of tokens is read while it is written, so each of them should "
            + "arrive soon, and none "
            + "of them may be lost. \"Quotes\", a tab\t, a back\\slash, a line\nand </think> are part of it.";
    static final String JAPANESE = "東京は日本の首都であり、世界でも最大級の都市です。人口は約一千四百万人です。";
    static final String EMOJI =
            "Family 👩‍👩‍👧‍👦, flag 🇯🇵, thumbs 👍🏽, smile 😀 and a heart ❤️ in ünïcödé; e\u0301 too.";

    private static final int LONGEST_PIECE = 6;

    private Texts() {}

    /** Pieces of one to six characters of a text, as they stand in JSON; the same for the same seed. */
    static String[] pieces(String text, long seed) {
        Random random = new Random(seed);
        int[] points = text.codePoints().toArray();
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < points.length; ) {
            int length = Math.min(points.length - from, 1 + random.nextInt(LONGEST_PIECE));
            pieces.add(json(new String(points, from, length)));
            from += length;
        }
        return pieces.toArray(String[]::new);
    }

    /** The same, with every character beyond ASCII as an escape. */
    static String[] escapedPieces(String text, long seed) {
        String[] pieces = pieces(text, seed);
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = escaped(pieces[i]);
        }
        return pieces;
    }

    /** One escape of UTF-16 in each piece, so that the halves of an emoji come in two. */
    static String[] halves(String text) {
        return text.chars().mapToObj(unit -> "\\u%04x".formatted(unit)).toArray(String[]::new);
    }

    static String json(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\t", "\\t");
    }

    private static String escaped(String json) {
        StringBuilder out = new StringBuilder();
        for (char unit : json.toCharArray()) {
            if (unit < 0x80) {
                out.append(unit);
            } else {
                out.append("\\u%04x".formatted((int) unit));
            }
        }
        return out.toString();
    }
}
