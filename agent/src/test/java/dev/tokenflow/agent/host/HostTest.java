package dev.tokenflow.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostTest {
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, false",
        "000000c000000000, true", // CAP_BPF and CAP_PERFMON
        "0000008000000000, false", // CAP_BPF alone
        "0000004000000000, false", // CAP_PERFMON alone
        "0000000000200000, true", // CAP_SYS_ADMIN
        "000001ffffffffff, true",
    })
    void eitherBothSmallCapabilitiesOrTheLargeOne(String mask, boolean enough) {
        assertThat(Host.privileged(Long.parseUnsignedLong(mask, 16))).isEqualTo(enough);
    }
}
