package dev.tokenflow.simulator.text;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a script, each as text, within a JSON string, and within a JSON string that itself stands in one.
 *
 * <p>A token has exactly one space or exactly one sign of U+4E00 to U+9FFF, never both. So a reader can count tokens
 * from the bytes alone, whatever was merged on the way.
 */
public final class Vocabulary {
    // About four letters on average, so that a token is about five bytes, as measured on English answers.
    private static final String ENGLISH = " the, and, that, have, for, not, with, you, this, but, his, from, they, say,"
            + " her, she, will, one, all, would, there, their, what, out, about, who, get, which, when, make, can,"
            + " like, time, just, him, know, take, into, year, your, good, some, could, them, see, other, than, then,"
            + " now, look, only, come, its, over, think, also, back, after, use, two, how, our, work, first";
    private static final String LATIN = " été, naïve, Größe, façade, «citação», señor, Ærø, \"quoted\", \"said,"
            + " C:\\temp, \\n, it's, <b>bold</b>, &amp, line\n,\n\n next, tab\t, {\"k\":[1]}, 50%, a/b, Žižek, Łódź,"
            + " kůň, İstanbul, e\u0301clair, fin\u2028line, the, and, with, from, deux, eins";
    private static final String CJK =
            "你,好,世,界,的,是,在,人,我,有,他,这,中,大,来,上,国,到,说,们,時が,私は,食べる," + "日の,語。,学,「本」,东,西,南,北,水,火,山，,木、,金";
    private static final String CYRILLIC =
            " и, в, не, на, что, я, он, с, как, это, но, они, мы, весь, который, человек,"
                    + " время, рука, дело, жизнь, «слово», ёж, подъезд, щука, Київ, їжак, Ђорђе";
    private static final String ARABIC = " في, من, على, أن, إلى, هذا, التي, كان, لا, ما, عن, كل, بعد, يوم, العالم,"
            + " كِتَابٌ, لغة, مدينة, ٣٤٥, السلام, نعم؟, ہے, پانی";
    private static final String EMOJI = " 😀, 🎉, 👍🏽, 👩‍👩‍👧‍👦, 🏳️‍🌈, 🇨🇭, 🇯🇵, ❤️, 🧑🏿‍🚀,"
            + " 👨‍💻, 🤷🏼‍♀️, 1️⃣, 🐻‍❄️, 🚀, 𝒳, 𓂀, 𠜎, 🏴󠁧󠁢󠁳󠁣󠁴󠁿";

    private final boolean asciiOnly;
    private final byte[][] plain;
    private final byte[][] inJson;
    private final byte[][] inNestedJson;

    /**
     * The words of {@code script}.
     *
     * @param asciiOnly whether JSON escapes everything outside of ASCII
     */
    public Vocabulary(Script script, boolean asciiOnly) {
        List<String> words = words(script);
        this.asciiOnly = asciiOnly;
        plain = new byte[words.size()][];
        inJson = new byte[words.size()][];
        inNestedJson = new byte[words.size()][];
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            plain[i] = Utf8Builder.utf8(word);
            inJson[i] = Utf8Builder.utf8(JsonStrings.escape(word, asciiOnly));
            inNestedJson[i] = Utf8Builder.utf8(JsonStrings.escape(JsonStrings.escape(word, asciiOnly), asciiOnly));
        }
    }

    /** Whether JSON escapes everything outside of ASCII. */
    boolean asciiOnly() {
        return asciiOnly;
    }

    /** Which word token {@code number} (from 1) of a seed's text is. */
    int wordOf(long seed, int number) {
        return SeededNumbers.below(plain.length, seed, number);
    }

    /** A word as text. The array is shared: do not change it. */
    byte[] plain(int word) {
        return plain[word % plain.length];
    }

    /** A word within a JSON string; shared as well. */
    byte[] inJson(int word) {
        return inJson[word % inJson.length];
    }

    /** A word within a JSON string within a JSON string; shared as well. */
    byte[] inNestedJson(int word) {
        return inNestedJson[word % inNestedJson.length];
    }

    private static List<String> words(Script script) {
        return switch (script) {
            case ENGLISH -> split(ENGLISH);
            case LATIN -> split(LATIN);
            case CJK -> split(CJK);
            case CYRILLIC -> split(CYRILLIC);
            case ARABIC -> split(ARABIC);
            case EMOJI -> split(EMOJI);
            case MIXED -> {
                List<String> all = new ArrayList<>();
                for (Script each : Script.values()) {
                    if (each != Script.MIXED) {
                        all.addAll(words(each));
                    }
                }
                yield all;
            }
        };
    }

    private static List<String> split(String words) {
        return List.of(words.split(",", -1));
    }
}
