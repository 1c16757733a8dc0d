package dev.tokenflow.agent;

import dev.tokenflow.agent.host.Host;
import dev.tokenflow.agent.probe.ProbeConfig;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.protocol.event.BatchHeader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything the agent is told. {@link #of} has the defaults; the command line ({@code --help}) gives the same ones.
 *
 * @param bootstrapServers Kafka brokers, {@code host:port,…}; blank = none, for an agent that only records
 * @param kafkaProperties further settings of the Kafka clients, such as security; may not override what the agent
 *     relies on
 * @param topic where batches go; created with one partition per shard when missing
 * @param agentId names this agent in keys and headers, 1 to 64 UTF-8 bytes
 * @param shards sockets are spread over this many ordered streams of batches; 1 to 65535
 * @param filter which sockets are watched
 * @param throttle at most one RTT event per socket in this time, with the samples between folded in; 0 = one for every
 *     ACK that brought a sample. Default 10 ms: a token stream is slower than that and loses nothing, a bulk flow costs
 *     100 events/s
 * @param flushInterval events wait at most this long for their batch; default 20 ms, a fifth of the panes downstream
 * @param heartbeat a shard without events sends an empty batch this often, which moves event time; default 100 ms
 * @param ringBytes ring buffer between kernel and agent; a power of two; default 16 MiB, 80 ms at 1.2 million events/s
 * @param wakeupBytes pending bytes at which the kernel wakes the agent before the flush interval is over; default an
 *     eighth of the ring
 * @param queueBytes batches held while the broker is slow or away, oldest dropped first beyond it; default 64 MiB
 * @param metricsHost address that serves {@code /metrics}; default this machine only
 * @param metricsPort port of {@code /metrics}; 0 = any free one, -1 = none
 * @param bpfStatistics have the kernel time the probe's programs (needs CAP_SYS_ADMIN)
 * @param recording file to which batches are written too; with one, the brokers may be left blank: nothing is sent then
 */
public record AgentConfig(
        String bootstrapServers,
        Map<String, String> kafkaProperties,
        String topic,
        String agentId,
        int shards,
        SocketFilter filter,
        Duration throttle,
        Duration flushInterval,
        Duration heartbeat,
        long ringBytes,
        int wakeupBytes,
        long queueBytes,
        String metricsHost,
        int metricsPort,
        boolean bpfStatistics,
        Optional<Path> recording) {
    /** Value of {@link #metricsPort} for an agent without {@code /metrics}. */
    public static final int NO_METRICS = -1;

    static final String DEFAULT_TOPIC = "tcp-events";
    static final String DEFAULT_METRICS_HOST = "127.0.0.1";
    static final Duration DEFAULT_THROTTLE = Duration.ofMillis(10);
    static final Duration DEFAULT_FLUSH = Duration.ofMillis(20);
    static final Duration DEFAULT_HEARTBEAT = Duration.ofMillis(100);
    static final long DEFAULT_RING_BYTES = 16 << 20;
    static final long DEFAULT_QUEUE_BYTES = 64 << 20;
    static final int WAKEUP_SHARE = 8;

    private static final int MAX_SHARDS = 0xffff;
    private static final int MAX_PORT = 0xffff;
    private static final long MIN_QUEUE_BYTES = 1 << 20;

    public AgentConfig {
        kafkaProperties = Map.copyOf(kafkaProperties);
        if (bootstrapServers.isBlank() && recording.isEmpty()) {
            throw new IllegalArgumentException(
                    "no Kafka broker is given: --bootstrap-servers HOST:PORT, or --record FILE to write a file only");
        }
        if (topic.isBlank()) {
            throw new IllegalArgumentException("the topic has no name");
        }
        int idBytes = agentId.getBytes(StandardCharsets.UTF_8).length;
        if (idBytes == 0 || idBytes > BatchHeader.MAX_AGENT_BYTES) {
            throw new IllegalArgumentException("agent id '" + agentId + "' has " + idBytes + " bytes, expected 1 to "
                    + BatchHeader.MAX_AGENT_BYTES);
        }
        requireBetween("shards", shards, 1, MAX_SHARDS);
        requireBetween("metrics port", metricsPort, NO_METRICS, MAX_PORT);
        requireBetween("flush interval in ms", flushInterval.toMillis(), 1, 1_000);
        requireBetween("heartbeat in ms", heartbeat.toMillis(), flushInterval.toMillis(), 10_000);
        requireBetween("queue in bytes", queueBytes, MIN_QUEUE_BYTES, Long.MAX_VALUE);
        new ProbeConfig(filter, Set.of(), throttle, ringBytes, wakeupBytes); // has its own checks
    }

    /** The defaults: host name as id, one shard, no metrics port. */
    public static AgentConfig of(String bootstrapServers, SocketFilter filter) {
        return new AgentConfig(
                bootstrapServers,
                Map.of(),
                DEFAULT_TOPIC,
                Host.name(),
                1,
                filter,
                DEFAULT_THROTTLE,
                DEFAULT_FLUSH,
                DEFAULT_HEARTBEAT,
                DEFAULT_RING_BYTES,
                (int) (DEFAULT_RING_BYTES / WAKEUP_SHARE),
                DEFAULT_QUEUE_BYTES,
                DEFAULT_METRICS_HOST,
                NO_METRICS,
                false,
                Optional.empty());
    }

    /**
     * The configuration that command line options describe; see {@code --help}.
     *
     * @throws IllegalArgumentException with the option, its value and what was expected
     */
    public static AgentConfig fromArgs(String... args) {
        return AgentCommand.parse(args);
    }

    public AgentConfig withAgentId(String id) {
        return new AgentConfig(
                bootstrapServers,
                kafkaProperties,
                topic,
                id,
                shards,
                filter,
                throttle,
                flushInterval,
                heartbeat,
                ringBytes,
                wakeupBytes,
                queueBytes,
                metricsHost,
                metricsPort,
                bpfStatistics,
                recording);
    }

    public AgentConfig withShards(int count) {
        return new AgentConfig(
                bootstrapServers,
                kafkaProperties,
                topic,
                agentId,
                count,
                filter,
                throttle,
                flushInterval,
                heartbeat,
                ringBytes,
                wakeupBytes,
                queueBytes,
                metricsHost,
                metricsPort,
                bpfStatistics,
                recording);
    }

    public AgentConfig withThrottle(Duration interval) {
        return new AgentConfig(
                bootstrapServers,
                kafkaProperties,
                topic,
                agentId,
                shards,
                filter,
                interval,
                flushInterval,
                heartbeat,
                ringBytes,
                wakeupBytes,
                queueBytes,
                metricsHost,
                metricsPort,
                bpfStatistics,
                recording);
    }

    public AgentConfig withMetricsPort(int port) {
        return new AgentConfig(
                bootstrapServers,
                kafkaProperties,
                topic,
                agentId,
                shards,
                filter,
                throttle,
                flushInterval,
                heartbeat,
                ringBytes,
                wakeupBytes,
                queueBytes,
                metricsHost,
                port,
                bpfStatistics,
                recording);
    }

    public AgentConfig withBpfStatistics() {
        return new AgentConfig(
                bootstrapServers,
                kafkaProperties,
                topic,
                agentId,
                shards,
                filter,
                throttle,
                flushInterval,
                heartbeat,
                ringBytes,
                wakeupBytes,
                queueBytes,
                metricsHost,
                metricsPort,
                true,
                recording);
    }

    public AgentConfig withQueue(long bytes) {
        return new AgentConfig(
                bootstrapServers,
                kafkaProperties,
                topic,
                agentId,
                shards,
                filter,
                throttle,
                flushInterval,
                heartbeat,
                ringBytes,
                wakeupBytes,
                bytes,
                metricsHost,
                metricsPort,
                bpfStatistics,
                recording);
    }

    public AgentConfig withRecording(Path file) {
        return new AgentConfig(
                bootstrapServers,
                kafkaProperties,
                topic,
                agentId,
                shards,
                filter,
                throttle,
                flushInterval,
                heartbeat,
                ringBytes,
                wakeupBytes,
                queueBytes,
                metricsHost,
                metricsPort,
                bpfStatistics,
                Optional.of(file));
    }

    /** Whether batches go to Kafka at all. */
    boolean sends() {
        return !bootstrapServers.isBlank();
    }

    private static void requireBetween(String what, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(what + " is " + value + ", expected " + low + " to " + high);
        }
    }
}
