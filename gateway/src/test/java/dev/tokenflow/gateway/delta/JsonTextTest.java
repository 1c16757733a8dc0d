package dev.tokenflow.gateway.delta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner says of any text what a JSON library says. */
class JsonTextTest {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String VALID =
            "{\"a\" : [1,-0.5e+3,true,false,null, \"x\\n\\u00e9\\\"\"],\"b\":{\"c\":{},\"d\":[[],[0]]}}";
    private static final String ALPHABET = "{}[]:,\"\\ 0123456789-+.eEtrufalsn";

    private static boolean ours(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int end = JsonText.value(bytes, JsonText.blanks(bytes, 0, bytes.length), bytes.length);
        return end >= 0 && JsonText.blanks(bytes, end, bytes.length) == bytes.length;
    }

    private static boolean theirs(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.currentToken() != null && parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1.5",
                "1e5",
                "1E-05",
                "\"\"",
                "[]",
                "{}",
                "[ ]",
                "null",
                "true",
                "false",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "+1",
                "tru",
                "nulll",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "[1 2]",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\t\"",
                "\"",
                "[",
                "]",
                "{",
                "}",
                "[}",
                "{]",
                "",
                "[1]]",
                "'a'",
                "NaN",
                "\"\\u\""
            })
    void knownCases(String text) {
        assertThat(ours(text)).isEqualTo(theirs(text));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void changedTexts(long seed) {
        Random random = new Random(seed);
        int valid = 0;
        for (int i = 0; i < 30_000; i++) {
            StringBuilder text = new StringBuilder(VALID);
            for (int change = random.nextInt(4); change > 0; change--) {
                int at = random.nextInt(text.length());
                char next = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, next);
                    case 1 -> text.insert(at, next);
                    default -> text.deleteCharAt(at);
                }
            }
            assertThat(ours(text.toString())).as(text.toString()).isEqualTo(theirs(text.toString()));
            valid += ours(text.toString()) ? 1 : 0;
        }
        assertThat(valid).isBetween(5_000, 25_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 100_000})
    void nestingIsReadToItsLimit(int depth) {
        String arrays = "[".repeat(depth) + "1" + "]".repeat(depth);
        String objects = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
        assertThat(ours(arrays)).isEqualTo(depth <= JsonText.DEEPEST);
        assertThat(ours(objects)).isEqualTo(depth <= JsonText.DEEPEST);
        assertThat(ours("[" + "[],".repeat(depth) + "{}]")).isTrue();
    }
}
