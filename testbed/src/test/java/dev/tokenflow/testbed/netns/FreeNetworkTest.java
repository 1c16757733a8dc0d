package dev.tokenflow.testbed.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreeNetworkTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    default via 192.0.2.1 dev eth0                       | 10.78.0.1
                    10.78.0.0/30 dev veth0 proto kernel                  | 10.78.0.5
                    local 10.78.0.1 dev veth0 table local                | 10.78.0.5
                    broadcast 10.78.0.3 dev veth0 table local            | 10.78.0.5
                    10.78.0.0/17 via 192.0.2.1                           | 10.78.128.1
                    unreachable 10.78.0.0/28                             | 10.78.0.17
                    """)
    void theFirstNetworkThatNoRouteCovers(String routes, String host) throws IOException {
        assertThat(FreeNetwork.find(routes).hostAddress()).isEqualTo(host);
    }

    @Test
    void refusesWhenAllAreTaken() {
        assertThatThrownBy(() -> FreeNetwork.find("10.0.0.0/8 dev tun0"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no free network in 10.78.0.0/16");
    }
}
