package dev.tokenflow.protocol.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PseudonymsTest {
    private static final long MORNING = Instant.parse("2026-11-30T08:00:00Z").toEpochMilli();
    private static final long EVENING =
            Instant.parse("2026-11-30T23:59:59.999Z").toEpochMilli();
    private static final long NEXT_DAY = MORNING + Duration.ofDays(1).toMillis();
    private static final IpAddress CLIENT = IpAddress.parse("203.0.113.7");

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.7", "2001:db8:1:2:3:4:5:6"})
    void whoHasTheKeyFindsTheSameNameTheWholeDay(String text) {
        IpAddress address = IpAddress.parse(text);
        IpAddress name = names("a key of 16 byte").of(address, MORNING);
        assertThat(name).isNotEqualTo(address);
        assertThat(name.toString()).startsWith("fd");
        assertThat(names("a key of 16 byte").of(address, EVENING)).isEqualTo(name);
        assertThat(names("a key of 16 byte").of(address, NEXT_DAY)).isNotEqualTo(name);
        assertThat(names("another 16 bytes").of(address, MORNING)).isNotEqualTo(name);
    }

    @Test
    void neighboursStayNeighboursAndNobodyElseBecomesOne() {
        Pseudonyms names = names("a key of 16 byte");
        String prefix = names.of(CLIENT, MORNING).prefix();
        assertThat(names.of(IpAddress.parse("203.0.113.8"), MORNING).prefix()).isEqualTo(prefix);
        assertThat(names.of(IpAddress.parse("203.0.113.8"), MORNING)).isNotEqualTo(names.of(CLIENT, MORNING));
        assertThat(names.of(IpAddress.parse("203.0.114.7"), MORNING).prefix()).isNotEqualTo(prefix);
    }

    @Test
    void whoGaveTheNameKnowsWhoseItIs() {
        Pseudonyms names = names("a key of 16 byte");
        IpAddress name = names.of(CLIENT, MORNING);
        assertThat(names.original(name)).isEqualTo(CLIENT);
        assertThat(names("a key of 16 byte").original(name)).isEqualTo(name);
    }

    @Test
    void theKeyIsAllOfAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "a key of 16 byte\n");
        assertThat(Pseudonyms.ofKeyFile(file).of(CLIENT, MORNING))
                .isEqualTo(names("a key of 16 byte").of(CLIENT, MORNING));
        Files.writeString(file, "short\n");
        assertThatThrownBy(() -> Pseudonyms.ofKeyFile(file))
                .hasMessage(file + ": the key of addresses has 5 bytes, expected at least 16");
        assertThatThrownBy(() -> Pseudonyms.ofKeyFile(folder.resolve("none")))
                .hasMessageEndingWith("none cannot be read");
    }

    private static Pseudonyms names(String key) {
        return Pseudonyms.ofKey(key.getBytes(US_ASCII));
    }
}
