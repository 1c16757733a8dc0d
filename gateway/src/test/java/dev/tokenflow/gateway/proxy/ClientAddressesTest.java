package dev.tokenflow.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.protocol.event.IpAddress;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose hint counts: what a proxy says is believed only when the proxy is trusted. */
class ClientAddressesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "203.0.113.7 | X-Forwarded-For | 198.51.100.1 | 203.0.113.7",
                "10.0.0.1 | - | - | 10.0.0.1",
                "10.0.0.1 | X-Forwarded-For | 198.51.100.1 | 198.51.100.1",
                "10.0.0.1 | X-Forwarded-For | 6.6.6.6, 198.51.100.1 | 198.51.100.1",
                "10.0.0.1 | X-Forwarded-For | 198.51.100.1, 10.9.9.9 | 198.51.100.1",
                "10.0.0.1 | X-Forwarded-For | 10.1.1.1, 10.2.2.2 | 10.1.1.1",
                "10.0.0.1 | X-Forwarded-For | 198.51.100.1:4711 | 198.51.100.1",
                "10.0.0.1 | X-Forwarded-For | [2001:db8::1]:4711 | 2001:db8::1",
                "10.0.0.1 | X-Forwarded-For | 2001:db8::1 | 2001:db8::1",
                "10.0.0.1 | X-Forwarded-For | nonsense | 10.0.0.1",
                "10.0.0.1 | X-Forwarded-For | 198.51.100.1, unknown | 10.0.0.1",
                "10.0.0.1 | Forwarded | for=198.51.100.1;proto=https;by=10.0.0.1 | 198.51.100.1",
                "10.0.0.1 | Forwarded | For=\"[2001:db8::1]:80\", for=10.3.3.3 | 2001:db8::1",
                "10.0.0.1 | Forwarded | for=_hidden | 10.0.0.1",
                "fd00::9 | X-Forwarded-For | ::ffff:198.51.100.1 | 198.51.100.1",
                "11.0.0.1 | X-Forwarded-For | 198.51.100.1 | 11.0.0.1"
            })
    void theLastAddressThatIsNoTrustedProxyCounts(String peer, String header, String value, String counts) {
        ClientAddresses addresses = ClientAddresses.trusting(List.of("10.0.0.0/8", "fd00::/8"));
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        if (header != null) {
            headers.add(header, value);
        }
        assertThat(addresses.of(IpAddress.parse(peer), headers)).isEqualTo(IpAddress.parse(counts));
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, 198.51.100.1", "10.1.2.4, 10.1.2.4"})
    void aSingleAddressCanBeTrusted(String peer, String counts) {
        ClientAddresses addresses = ClientAddresses.trusting(List.of("10.1.2.3"));
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        headers.add("X-Forwarded-For", "198.51.100.1");
        assertThat(addresses.of(IpAddress.parse(peer), headers)).isEqualTo(IpAddress.parse(counts));
    }
}
