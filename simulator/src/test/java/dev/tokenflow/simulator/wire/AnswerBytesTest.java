package dev.tokenflow.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.http.encoding.ContentCoding;
import dev.tokenflow.protocol.json.JsonException;
import dev.tokenflow.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerBytesTest {
    @Test
    void aPlainEventIsItsEnvelopeAndItsTokens() {
        AnswerBytes plain = AnswerBytes.of(ContentCoding.IDENTITY, WireCost.DEFAULT, 1);
        assertThat(plain.head()).isEqualTo(200);
        assertThat(plain.event(1)).isEqualTo(255);
        assertThat(plain.event(8)).isEqualTo(290);
        assertThat(plain.ending()).isEqualTo(260);
    }

    @Test
    void theFirstCompressedEventCostsTenTimesTheOthers() {
        AnswerBytes gzip = AnswerBytes.of(ContentCoding.GZIP, WireCost.DEFAULT, 1);
        assertThat(gzip.head()).isEqualTo(247);
        assertThat(gzip.event(1)).isBetween(200, 320);
        for (int i = 0; i < 1_000; i++) {
            assertThat(gzip.event(1)).isBetween(14, 40);
        }
        assertThat(gzip.ending()).isBetween(40, 120);
    }

    @Test
    void equalSeedsAreEqualAnswersAndOthersDiffer() {
        AnswerBytes one = AnswerBytes.of(ContentCoding.GZIP, WireCost.DEFAULT, 5);
        AnswerBytes same = AnswerBytes.of(ContentCoding.GZIP, WireCost.DEFAULT, 5);
        AnswerBytes other = AnswerBytes.of(ContentCoding.GZIP, WireCost.DEFAULT, 6);
        long difference = 0;
        for (int i = 1; i < 200; i++) {
            int bytes = one.event(1 + i % 7);
            assertThat(same.event(1 + i % 7)).isEqualTo(bytes);
            difference += Math.abs(other.event(1 + i % 7) - bytes);
        }
        assertThat(difference).isPositive();
    }

    /** What is looked up against what is compressed, with events of mixed sizes. */
    @ParameterizedTest(name = "up to {0} tokens an event")
    @ValueSource(ints = {1, 2, 4, 10, 40, 128, 400})
    void whatIsLookedUpIsWhatIsCompressed(int most) {
        SplittableRandom dice = new SplittableRandom(most);
        long real = 0;
        long lookedUp = 0;
        for (long seed = 0; seed < 200; seed++) {
            AnswerBytes gzip = AnswerBytes.of(ContentCoding.GZIP, WireCost.DEFAULT, seed);
            try (EncodedAnswer answer = WireFigures.answer(seed)) {
                for (int sent = 0; sent < 400; ) {
                    int tokens = 1 + dice.nextInt(most);
                    real += answer.event(tokens);
                    lookedUp += gzip.event(tokens);
                    sent += tokens;
                }
            }
        }
        assertThat((double) lookedUp).isCloseTo(real, Percentage.withPercentage(5));
    }

    @ParameterizedTest(name = "{0} tokens an event")
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void thePlannedCostIsTheMeanOfTheRealOne(int tokens) {
        double planned = GzipAnswerBytes.MEAN.envelopeBytes() + GzipAnswerBytes.MEAN.tokenBytes() * tokens;
        assertThat(planned).isCloseTo(WireFigures.gzipBytes(tokens), Percentage.withPercentage(5));
    }

    @Test
    void anEventOfMoreTokensThanWereMeasuredGrowsOn() {
        AnswerBytes gzip = AnswerBytes.of(ContentCoding.GZIP, WireCost.DEFAULT, 3);
        gzip.event(1);
        int measured = gzip.event(128);
        assertThat((double) gzip.event(512)).isBetween(2.5 * measured, 5.0 * measured);
    }

    @ParameterizedTest
    @EnumSource
    void everyEngineWritesJson(EngineStyle engine) throws JsonException {
        for (long seed = 0; seed < 8; seed++) {
            StringBuilder event = new StringBuilder(utf8(engine.before(seed)));
            TokenText text = TokenText.of(seed);
            for (int i = 0; i < 300; i++) {
                event.append(utf8(text.next()));
            }
            event.append(utf8(engine.after()));
            assertThat(event.toString()).startsWith("data: {").endsWith("}\n\n");
            assertThat(JsonReader.readObject(event.substring(6).strip())).containsKeys("id", "created", "choices");
            assertThat(utf8(engine.ending(seed))).startsWith("data: {").contains("\"finish_reason\":\"stop\"");
        }
    }

    @Test
    void aTokenHasAboutFiveBytes() {
        long bytes = 0;
        for (long seed = 0; seed < 100; seed++) {
            TokenText text = TokenText.of(seed);
            for (int i = 0; i < 100; i++) {
                bytes += text.next().length;
            }
        }
        assertThat(bytes / 1e4).isCloseTo(WireCost.DEFAULT.tokenBytes(), within(0.75));
    }

    @Test
    void zstdIsNotSimulated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnswerBytes.of(ContentCoding.ZSTD, WireCost.DEFAULT, 1))
                .withMessage("no answer is simulated with zstd, expected gzip");
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
