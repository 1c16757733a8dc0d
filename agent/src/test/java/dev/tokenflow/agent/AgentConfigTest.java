package dev.tokenflow.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tokenflow.agent.batch.AddressRule;
import dev.tokenflow.agent.batch.BatchConfig;
import dev.tokenflow.agent.delivery.KafkaConfig;
import dev.tokenflow.agent.metric.MetricsConfig;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.protocol.event.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class AgentConfigTest {
    @Test
    void commandLineAndCodeHaveTheSameDefaults() {
        AgentConfig coded =
                AgentConfig.of("broker:9092", SocketFilter.localPorts(8080)).with(MetricsConfig.on(9464));
        assertThat(parsed("--bootstrap-servers", "broker:9092", "--watch-port", "8080"))
                .isEqualTo(coded);
    }

    @Test
    void readsEveryOption() throws Exception {
        long netns = SocketFilter.netnsInode(Path.of("/proc/self/ns/net"));
        AgentConfig config = parsed(
                "--bootstrap-servers=b:1",
                "--topic=t",
                "--agent-id=a",
                "--tenant=team-a",
                "--shards=4",
                "--watch-port=80,443",
                "--watch-port=8080",
                "--netns=/proc/self/ns/net,7",
                "--remote=::ffff:10.0.0.1,2001:db8::1",
                "--cgroup=/sys/fs/cgroup/x",
                "--throttle-ms=0",
                "--flush-ms=5",
                "--heartbeat-ms=50",
                "--ring-bytes=65536",
                "--wakeup-bytes=0",
                "--queue-bytes=2000000",
                "--max-age=500ms",
                "--healthy-within=3s",
                "--metrics-port=-1",
                "--bpf-stats",
                "--record=r.tfev");
        SocketFilter filter = config.probe().filter();
        assertThat(filter.ports()).containsExactlyInAnyOrder(80, 443, 8080);
        assertThat(filter.netns()).containsExactlyInAnyOrder(netns, 7L);
        assertThat(filter.remotes())
                .containsExactlyInAnyOrder(IpAddress.parse("10.0.0.1"), IpAddress.parse("2001:db8::1"));
        assertThat(filter.cgroup()).isEqualTo(Path.of("/sys/fs/cgroup/x"));
        assertThat(config.agentId()).isEqualTo("a");
        assertThat(config.tenant()).isEqualTo("team-a");
        assertThat(config.kafka()).isEqualTo(KafkaConfig.on("b:1").withTopic("t"));
        assertThat(config.batching())
                .isEqualTo(new BatchConfig(
                        4,
                        Duration.ofMillis(5),
                        Duration.ofMillis(50),
                        2_000_000,
                        Duration.ofMillis(500),
                        AddressRule.FULL));
        assertThat(config.probe().throttle()).isZero();
        assertThat(config.probe().ringBytes()).isEqualTo(65_536);
        assertThat(config.probe().wakeupBytes()).isZero();
        assertThat(config.metrics())
                .isEqualTo(MetricsConfig.NONE.withBpfStatistics().withHealthyWithin(Duration.ofSeconds(3)));
        assertThat(config.recording()).contains(Path.of("r.tfev"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--watch-port 0 | --watch-port is 0, expected 1 to 65535",
                "--watch-port 70000 | --watch-port is 70000, expected 1 to 65535",
                "--watch-port x | 'x' is not an int",
                "--remote 10.0.0 | '10.0.0' is not an IPv4 or IPv6 address",
                "--netns /no/such | --netns /no/such is neither an inode nor a readable file",
                "--netns 0 | --netns is inode 0, expected 1 to 4294967295",
                "--all-sockets --watch-port 1 | --all-sockets contradicts the other filters",
                "--topic t | nothing says which sockets to watch",
                "--watch-port 1 --topic '' | --topic is blank",
                "--watch-port 1 --agent-id '' | --agent-id '' has 0 bytes, expected 1 to 64",
                "--watch-port 1 --tenant a/b | --tenant is 'a/b', expected at most 64 ASCII letters",
                "--watch-port 1 --max-age 0 | --max-age is 0 ms, expected 100ms to 1h",
                "--watch-port 1 --max-age 2h | --max-age is 7200000 ms, expected 100ms to 1h",
                "--watch-port 1 --healthy-within 2h | --healthy-within is 7200000 ms, expected at most 1h",
                "--watch-port 1 --healthy-within 100ms | --healthy-within is 100 ms, expected more than the 100 ms of",
                "--watch-port 1 --address-mode hmac | --address-mode hmac needs --address-key FILE",
                "--watch-port 1 --address-key /no/such | --address-key is for --address-mode hmac, this is full",
                "--watch-port 1 --address-mode hmac --address-key /no/such | the key of addresses /no/such cannot be",
                "--watch-port 1 --address-mode hash | expected one of [full, prefix, hmac]",
                "--watch-port 1 --max-sockets -1 | --max-sockets is -1, expected 0 (any number) or more",
                "--watch-port 1 --rare-events -1 | --rare-events is -1, expected 0 (any number) or more",
                "--watch-port 1 --shards 0 | --shards is 0, expected 1 to 65535",
                "--watch-port 1 --throttle-ms -1 | --throttle-ms is -1, expected 0 to 60000",
                "--watch-port 1 --ring-bytes 1000000 | --ring-bytes is 1000000, expected a power of two",
                "--watch-port 1 --wakeup-bytes 16777216 | --wakeup-bytes is 16777216, expected 0 (never) or less",
                "--watch-port 1 --queue-bytes 5 | --queue-bytes is 5, expected 1048576 to",
                "--watch-port 1 --flush-ms 0 | --flush-ms is 0, expected 1 to 1000",
                "--watch-port 1 --heartbeat-ms 10 | --heartbeat-ms is 10, expected 20 to 10000",
                "--watch-port 1 --metrics-port 65536 | --metrics-port is 65536, expected -1 (none) to 65535",
                "--watch-port 1 --bogus | Unknown option: '--bogus'",
                "--watch-port 1 --speed 2 | Unknown options: '--speed', '2'",
                "--watch-port 1 --kafka-properties /no/such | --kafka-properties /no/such cannot be read",
                "--port 8000 | --port is called --watch-port now",
                "--replay file.tfev | --replay is a command of its own now: tokenflow agent replay FILE",
                "--replay | --replay is a command of its own now: tokenflow agent replay FILE",
            })
    void wrongValuesAreNamedWithWhatWasExpected(String options, String message) {
        String[] args = Stream.of(("--bootstrap-servers b:1 " + options).split(" "))
                .map(word -> word.equals("''") ? "" : word)
                .toArray(String[]::new);
        assertThatThrownBy(() -> parsed(args))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    /** As Compose passes a variable that is not set. */
    @Test
    void anEmptyTenantIsNone() {
        assertThat(parsed("--bootstrap-servers=b:1", "--watch-port=1", "--tenant=")
                        .tenant())
                .isEmpty();
    }

    @Test
    void needsABrokerUnlessItRecords() {
        assertThatThrownBy(() -> parsed("--watch-port", "1"))
                .hasMessage("no Kafka broker is given: --bootstrap-servers HOST:PORT, or --record FILE to write a file"
                        + " only");
        assertThat(parsed("--watch-port", "1", "--record", "r").kafka().isGiven())
                .isFalse();
    }

    @Test
    void settingsThatTheAgentMakesItselfAreRefusedByName(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("kafka.properties"), "security.protocol=SSL\nlinger.ms=5\nacks=all\nvalue.serializer=x");
        assertThatThrownBy(() -> parsed("--bootstrap-servers=b:1", "--watch-port=1", "--kafka-properties=" + file))
                .hasMessage("--kafka-properties sets acks, linger.ms, value.serializer, which the agent sets itself:"
                        + " leave that out");
    }

    /** Of sockets that are served on a watched port none leads to a broker. */
    @Test
    void brokersAreLeftOutWhereTheirConnectionsCouldBeWatched() {
        Set<Integer> brokers = IntStream.rangeClosed(9_092, 9_101).boxed().collect(Collectors.toSet());
        assertThat(Agent.excludedPorts(SocketFilter.localPorts(8_000), brokers)).isEmpty();
        assertThat(Agent.excludedPorts(SocketFilter.everything(), brokers)).isEqualTo(brokers);
    }

    @Test
    void agentIdFitsTheBatchHeader() {
        AgentConfig config = AgentConfig.of("b:1", SocketFilter.everything());
        assertThat(config.withAgentId("é".repeat(32)).agentId()).hasSize(32);
        assertThatThrownBy(() -> config.withAgentId("é".repeat(33))).hasMessageContaining("66 bytes, expected 1 to 64");
    }

    private static AgentConfig parsed(String... args) {
        AgentCommand command = new AgentCommand(false);
        try {
            new CommandLine(command).parseArgs(args);
        } catch (ParameterException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return command.config();
    }
}
