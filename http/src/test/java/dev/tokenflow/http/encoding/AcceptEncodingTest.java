package dev.tokenflow.http.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110, 12.5.3 and 12.4.2, row by row. */
class AcceptEncodingTest {
    @ParameterizedTest(name = "[{0}] is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''|IDENTITY",
                "gzip, deflate, br, zstd|ZSTD",
                "gzip, deflate|GZIP",
                "GZip|GZIP",
                "x-gzip|GZIP",
                "deflate, br|IDENTITY",
                "*|ZSTD",
                "*;q=0.5|ZSTD",
                "gzip;q=1.0, zstd;q=0.5|GZIP",
                "gzip;q=0.5, zstd;q=0.501|ZSTD",
                "zstd;q=0, *|GZIP",
                "zstd;q=0, gzip;q=0.000|IDENTITY",
                "gzip;q=0.5, identity|IDENTITY",
                "gzip, identity|GZIP",
                "gzip;q=0.2, *;q=0.9|ZSTD",
                "gzip;q=0, *;q=0|",
                "identity;q=0|",
                "identity;q=0, gzip;q=0.001|GZIP",
                "*;q=0|",
                "identity;q=0.1, *;q=0|IDENTITY",
                "br, *;q=0|",
                "gzip ; q=0.8 , zstd\t;\tQ=0.7|GZIP",
                ",, gzip,|GZIP",
                "gzip;q=2|IDENTITY",
                "gzip;q=abc|IDENTITY",
                "gzip;q=0.1234|IDENTITY",
                "gzip;q=-1|IDENTITY",
                "gzip;level=9|IDENTITY",
                "gzip deflate|IDENTITY",
                "gz(ip|IDENTITY",
                "gzip;q=0., zstd;q=1.|ZSTD",
                "gzip;;q=1, zstd;q|IDENTITY"
            })
    void theBestAcceptableCoding(String line, ContentCoding expected) {
        AcceptEncoding accepted = AcceptEncoding.of(List.of(line));
        assertThat(accepted.choose(ContentCoding.PREFERENCE).orElse(null)).isEqualTo(expected);
    }

    @Test
    void severalLinesAreOneList() {
        assertThat(AcceptEncoding.of(List.of("br, gzip;q=0.5", "zstd;q=0.4")).choose(ContentCoding.PREFERENCE))
                .contains(ContentCoding.GZIP);
    }

    @Test
    void whoDoesNotAskGetsTheIdentity() {
        assertThat(AcceptEncoding.of(List.of()).choose(ContentCoding.PREFERENCE))
                .contains(ContentCoding.IDENTITY);
    }

    @Test
    void thePreferenceDecidesAtEqualWeights() {
        AcceptEncoding both = AcceptEncoding.of(List.of("zstd, gzip"));
        assertThat(both.choose(List.of(ContentCoding.GZIP, ContentCoding.ZSTD))).contains(ContentCoding.GZIP);
        assertThat(both.choose(List.of())).contains(ContentCoding.IDENTITY);
    }

    @Test
    void beyondTheirMemoryZstdStreamsBecomeGzip() {
        StreamEncoders encoders = new StreamEncoders(ContentCoding.PREFERENCE, 2L * ZstdEncoder.STATE_BYTES);
        AcceptEncoding both = AcceptEncoding.of(List.of("gzip, zstd"));
        StreamEncoder first = encoders.open(both).orElseThrow();
        StreamEncoder second = encoders.open(both).orElseThrow();
        assertThat(List.of(first.coding(), second.coding())).containsOnly(ContentCoding.ZSTD);
        assertThat(encoders.open(both).orElseThrow().coding()).isEqualTo(ContentCoding.GZIP);
        assertThat(encoders.open(AcceptEncoding.of(List.of("zstd, identity;q=0"))))
                .isEmpty();
        first.close();
        first.close();
        assertThat(encoders.zstdBytesInUse()).isEqualTo(ZstdEncoder.STATE_BYTES);
        StreamEncoder third = encoders.open(both).orElseThrow();
        assertThat(third.coding()).isEqualTo(ContentCoding.ZSTD);
        second.close();
        third.close();
        assertThat(encoders.zstdBytesInUse()).isZero();
    }
}
