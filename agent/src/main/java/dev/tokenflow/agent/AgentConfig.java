package dev.tokenflow.agent;

import dev.tokenflow.agent.batch.BatchConfig;
import dev.tokenflow.agent.delivery.KafkaConfig;
import dev.tokenflow.agent.host.Host;
import dev.tokenflow.agent.metric.MetricsConfig;
import dev.tokenflow.agent.probe.ProbeConfig;
import dev.tokenflow.agent.probe.SocketFilter;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.hint.Tenant;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything that can be set on an agent. {@link #of} has the defaults; the command line ({@code --help}) has the same
 * ones, except that it serves metrics.
 *
 * @param agentId names this agent in keys and headers, 1 to 64 UTF-8 bytes
 * @param tenant whose clients it watches, see {@link Tenant}; empty = nobody's in particular
 * @param kafka where batches are sent
 * @param batching how events become batches
 * @param probe which sockets are watched, and how
 * @param metrics what the agent tells about itself
 * @param recording file to which batches are written too; with one, no brokers need be given: nothing is sent then
 */
public record AgentConfig(
        String agentId,
        String tenant,
        KafkaConfig kafka,
        BatchConfig batching,
        ProbeConfig probe,
        MetricsConfig metrics,
        Optional<Path> recording) {
    public AgentConfig {
        int idBytes = agentId.getBytes(StandardCharsets.UTF_8).length;
        if (idBytes == 0 || idBytes > BatchHeader.MAX_AGENT_BYTES) {
            throw new IllegalArgumentException("--agent-id '" + agentId + "' has " + idBytes + " bytes, expected 1 to "
                    + BatchHeader.MAX_AGENT_BYTES);
        }
        if (!Tenant.isValid(tenant)) {
            throw new IllegalArgumentException("--tenant is '" + tenant + "', expected at most " + Tenant.MAX_LENGTH
                    + " ASCII letters, digits, '.', '-' and '_'");
        }
        if (metrics.healthyWithin().compareTo(batching.heartbeat()) <= 0) {
            throw new IllegalArgumentException(
                    "--healthy-within is " + metrics.healthyWithin().toMillis() + " ms, expected more than the "
                            + batching.heartbeat().toMillis() + " ms of --heartbeat-ms");
        }
        if (!kafka.isGiven() && recording.isEmpty()) {
            throw new IllegalArgumentException(
                    "no Kafka broker is given: --bootstrap-servers HOST:PORT, or --record FILE to write a file only");
        }
    }

    /** The defaults: host name as id, no tenant, one shard, no metrics port, no recording. */
    public static AgentConfig of(String bootstrapServers, SocketFilter filter) {
        return new AgentConfig(
                Host.name(),
                Tenant.NONE,
                KafkaConfig.on(bootstrapServers),
                BatchConfig.DEFAULT,
                ProbeConfig.of(filter),
                MetricsConfig.NONE,
                Optional.empty());
    }

    /** The same under another name. */
    public AgentConfig withAgentId(String id) {
        return new AgentConfig(id, tenant, kafka, batching, probe, metrics, recording);
    }

    /** The same for the clients of this tenant. */
    public AgentConfig withTenant(String name) {
        return new AgentConfig(agentId, name, kafka, batching, probe, metrics, recording);
    }

    /** The same with other brokers or another topic. */
    public AgentConfig with(KafkaConfig other) {
        return new AgentConfig(agentId, tenant, other, batching, probe, metrics, recording);
    }

    /** The same with other batches. */
    public AgentConfig with(BatchConfig other) {
        return new AgentConfig(agentId, tenant, kafka, other, probe, metrics, recording);
    }

    /** The same with another probe. */
    public AgentConfig with(ProbeConfig other) {
        return new AgentConfig(agentId, tenant, kafka, batching, other, metrics, recording);
    }

    /** The same with other metrics. */
    public AgentConfig with(MetricsConfig other) {
        return new AgentConfig(agentId, tenant, kafka, batching, probe, other, recording);
    }

    /** The same, writing its batches into this file too. */
    public AgentConfig withRecording(Path file) {
        return new AgentConfig(agentId, tenant, kafka, batching, probe, metrics, Optional.of(file));
    }
}
