package dev.tokenflow.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7, 203.0.113.0/24",
        "::ffff:203.0.113.7, 203.0.113.7, 203.0.113.0/24",
        "::ffff:cb00:7107, 203.0.113.7, 203.0.113.0/24",
        "0.0.0.0, 0.0.0.0, 0.0.0.0/24",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1, 2001:db8::/56",
        "2001:DB8:aaaa:bbcc::1, 2001:db8:aaaa:bbcc::1, 2001:db8:aaaa:bb00::/56",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, 2001:db8::/56",
        "::, ::, ::/56",
        "::1, ::1, ::/56",
        "64:ff9b::192.0.2.1, 64:ff9b::c000:201, 64:ff9b::/56",
        "fe80::, fe80::, fe80::/56",
    })
    void oneNameWhateverTheSpelling(String text, String canonical, String prefix) {
        IpAddress address = IpAddress.parse(text);

        assertThat(address).hasToString(canonical);
        assertThat(address.prefix()).isEqualTo(prefix);
        assertThat(IpAddress.parse(canonical)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                "1..3.4",
                "::1::",
                ":1",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "g::",
                "::1.2.3",
                "1.2.3.4::",
                "1:2:3:4:5:6:7::8",
                "fe80::1%eth0",
                "[::1]",
                "localhost",
                "１.2.3.4"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void agreesWithTheJdkOnRandomAddresses() throws UnknownHostException {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[16];
            for (int b = 0; b < 16; b++) {
                bytes[b] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
            }
            IpAddress parsed = IpAddress.parse(InetAddress.getByAddress(bytes).getHostAddress());
            assertThat(InetAddress.getByName(parsed.toString())).isEqualTo(InetAddress.getByAddress(bytes));
        }
    }
}
