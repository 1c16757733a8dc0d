package dev.tokenflow.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonWriterTest {
    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @CsvSource({
        "50, 3, 50.0",
        "2.75, 3, 2.75",
        "0.1004, 3, 0.1",
        "0.0004, 3, 0.0",
        "-0.0004, 3, 0.0",
        "-1.5, 3, -1.5",
        "7083.2, 0, 7083.0",
        "0.000001, 6, 0.000001",
        "12345678.125, 2, 12345678.12",
        "1e300, 3, 1.0E300",
        "NaN, 3, null",
        "Infinity, 3, null"
    })
    void roundsForPeople(double value, int decimals, String expected) {
        assertThat(new JsonWriter().value(value, decimals)).hasToString(expected);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isWithinHalfAStepAndIsReadBack(long seed) throws JsonException {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            int decimals = random.nextInt(7);
            double value = random.nextGaussian() * Math.pow(10, random.nextInt(9) - 3);
            String text = new JsonWriter().value(value, decimals).toString();

            BigDecimal written = new BigDecimal(text);
            assertThat(written.stripTrailingZeros().scale()).isLessThanOrEqualTo(decimals);
            assertThat(written.subtract(new BigDecimal(value)).abs())
                    .isLessThanOrEqualTo(new BigDecimal("0.5")
                            .movePointLeft(decimals)
                            .add(BigDecimal.valueOf(Math.ulp(value * 1e6))));
            assertThat(JsonReader.read(text)).isEqualTo(Double.parseDouble(text));
        }
    }

    @Test
    void escapesWhatMustBe() throws JsonException {
        String text = "a\"b\\c\nd\re\tf\u0001g é";

        String json = new JsonWriter().value(text).toString();

        assertThat(json).isEqualTo("\"a\\\"b\\\\c\\nd\\re\\tf\\u0001g é\"");
        assertThat(JsonReader.read(json)).isEqualTo(text);
    }
}
