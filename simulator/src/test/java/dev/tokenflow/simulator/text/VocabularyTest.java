package dev.tokenflow.simulator.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VocabularyTest {
    private static final int TOKENS = 2000;

    /** Readers rely on it to count tokens. */
    @ParameterizedTest
    @EnumSource(Script.class)
    void everyTokenHasOneSpaceOrOneSign(Script script) {
        TokenText text = TokenText.words(new Vocabulary(script, false), 3);
        for (int token = 1; token <= TOKENS; token++) {
            String word = new String(text.plain(token), StandardCharsets.UTF_8);
            long marks = word.codePoints()
                    .filter(c -> c == ' ' || (c >= 0x4000 && c <= 0x9fff))
                    .count();
            assertThat(marks).as(word).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ENGLISH, false",
        "LATIN, false",
        "LATIN, true",
        "CJK, false",
        "CJK, true",
        "EMOJI, false",
        "EMOJI, true",
        "MIXED, false",
        "MIXED, true"
    })
    void whatStandsInJsonReadsBackAsTheText(Script script, boolean asciiOnly) throws Exception {
        Vocabulary vocabulary = new Vocabulary(script, asciiOnly);
        TokenText words = TokenText.words(vocabulary, 7);
        TokenText object = TokenText.json(vocabulary, 7, TOKENS, "{ \"k\":\"");
        assertThat(JsonReader.read(inJson(words))).isEqualTo(plain(words));
        assertThat(JsonReader.read(inJson(object))).isEqualTo(plain(object));
        // The object's string is the words without those that the first and the last token took.
        TokenText inner = TokenText.json(vocabulary, 7, TOKENS, "{ \"k\":\"");
        StringBuilder expected = new StringBuilder();
        for (int token = 2; token < TOKENS; token++) {
            expected.append(new String(words.plain(token), StandardCharsets.UTF_8));
        }
        assertThat(JsonReader.readObject(plain(inner))).containsEntry("k", expected.toString());
        assertThat(inJson(words).chars().allMatch(c -> c < 0x80)).isEqualTo(asciiOnly || script == Script.ENGLISH);
    }

    private static String plain(TokenText text) {
        Utf8Builder out = new Utf8Builder(0);
        for (int token = 1; token <= TOKENS; token++) {
            out.add(text.plain(token));
        }
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    private static String inJson(TokenText text) {
        Utf8Builder out = new Utf8Builder(0).add("\"");
        for (int token = 1; token <= TOKENS; token++) {
            out.add(text.inJson(token));
        }
        return new String(out.add("\"").toByteArray(), StandardCharsets.UTF_8);
    }
}
