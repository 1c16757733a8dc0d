package dev.tokenflow.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.protocol.event.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {
    @Test
    void commandLineAndCodeHaveTheSameDefaults() {
        AgentConfig coded =
                AgentConfig.of("broker:9092", SocketFilter.localPorts(8080)).withMetricsPort(9464);
        assertThat(AgentConfig.fromArgs("--bootstrap-servers", "broker:9092", "--port", "8080"))
                .isEqualTo(coded);
    }

    @Test
    void readsEveryOption() throws Exception {
        long netns = SocketFilter.netnsInode(Path.of("/proc/self/ns/net"));
        AgentConfig config = AgentConfig.fromArgs(
                "--bootstrap-servers=b:1",
                "--topic=t",
                "--agent-id=a",
                "--shards=4",
                "--port=80,443",
                "--port=8080",
                "--netns=/proc/self/ns/net,7",
                "--remote=::ffff:10.0.0.1,2001:db8::1",
                "--cgroup=/sys/fs/cgroup/x",
                "--throttle-ms=0",
                "--flush-ms=5",
                "--heartbeat-ms=50",
                "--ring-bytes=65536",
                "--wakeup-bytes=0",
                "--queue-bytes=2000000",
                "--metrics-port=-1",
                "--bpf-stats",
                "--record=r.tfev");
        assertThat(config.filter().ports()).containsExactlyInAnyOrder(80, 443, 8080);
        assertThat(config.filter().netns()).containsExactlyInAnyOrder(netns, 7L);
        assertThat(config.filter().remotes())
                .containsExactlyInAnyOrder(IpAddress.parse("10.0.0.1"), IpAddress.parse("2001:db8::1"));
        assertThat(config.filter().cgroup()).isEqualTo(Path.of("/sys/fs/cgroup/x"));
        assertThat(config.topic()).isEqualTo("t");
        assertThat(config.agentId()).isEqualTo("a");
        assertThat(config.shards()).isEqualTo(4);
        assertThat(config.throttle()).isZero();
        assertThat(config.flushInterval()).isEqualTo(Duration.ofMillis(5));
        assertThat(config.heartbeat()).isEqualTo(Duration.ofMillis(50));
        assertThat(config.ringBytes()).isEqualTo(65_536);
        assertThat(config.wakeupBytes()).isZero();
        assertThat(config.queueBytes()).isEqualTo(2_000_000);
        assertThat(config.metricsPort()).isEqualTo(AgentConfig.NO_METRICS);
        assertThat(config.bpfStatistics()).isTrue();
        assertThat(config.recording()).contains(Path.of("r.tfev"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 0 | port 0 is not between 1 and 65535",
                "--port 70000 | port 70000 is not between 1 and 65535",
                "--port x | 'x' is not an int",
                "--remote 10.0.0 | '10.0.0' is not an IPv4 or IPv6 address",
                "--netns /no/such | --netns /no/such is neither an inode nor a readable file",
                "--all-sockets --port 1 | --all-sockets contradicts the other filters",
                "--topic t | nothing says which sockets to watch",
                "--port 1 --shards 0 | shards is 0, expected 1 to 65535",
                "--port 1 --throttle-ms -1 | throttle PT-0.001S is not between 0 and 1 minute",
                "--port 1 --ring-bytes 1000000 | ring of 1000000 bytes: expected a power of two",
                "--port 1 --wakeup-bytes 16777216 | wakeup at 16777216 bytes",
                "--port 1 --queue-bytes 5 | queue in bytes is 5",
                "--port 1 --flush-ms 0 | flush interval in ms is 0",
                "--port 1 --heartbeat-ms 10 | heartbeat in ms is 10, expected 20 to 10000",
                "--port 1 --metrics-port 65536 | metrics port is 65536",
                "--port 1 --bogus | Unknown option: '--bogus'",
                "--port 1 --speed 2 | --speed belongs to --replay",
                "--port 1 --kafka-properties /no/such | --kafka-properties /no/such cannot be read",
            })
    void wrongValuesAreNamedWithWhatWasExpected(String options, String message) {
        String[] args = ("--bootstrap-servers b:1 " + options).split(" ");
        assertThatThrownBy(() -> AgentConfig.fromArgs(args))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void needsABrokerUnlessItRecords() {
        assertThatThrownBy(() -> AgentConfig.fromArgs("--port", "1"))
                .hasMessage(
                        "no Kafka broker is given: --bootstrap-servers HOST:PORT, or --record FILE to write a file only");
        assertThat(AgentConfig.fromArgs("--port", "1", "--record", "r").sends()).isFalse();
    }

    @Test
    void agentIdFitsTheBatchHeader() {
        AgentConfig config = AgentConfig.of("b:1", SocketFilter.everything());
        assertThat(config.withAgentId("é".repeat(32)).agentId()).hasSize(32);
        assertThatThrownBy(() -> config.withAgentId("é".repeat(33))).hasMessageContaining("66 bytes, expected 1 to 64");
    }
}
