package dev.tokenflow.protocol.event;

import dev.tokenflow.protocol.hint.Tenant;
import java.nio.charset.StandardCharsets;

/**
 * What stands before the events of a batch: enough to count loss and duplicates end to end and to place monotonic
 * kernel time on the wall clock.
 *
 * @param agent id of the sending agent, 1 to 64 UTF-8 bytes
 * @param shard which of the agent's shards (socket cookie mod shards) these events belong to
 * @param shards how many shards that agent has
 * @param epoch wall-clock ms at which the agent started; a restart counts sequences anew under a larger epoch
 * @param sequence number of this batch within (agent, epoch, shard), from 0
 * @param closedNs CLOCK_MONOTONIC at which the batch was closed; the event time of an empty (heartbeat) batch
 * @param monoToWallNs what to add to a monotonic time to get ns since 1970
 * @param eventsLost events this agent could not deliver since it started, all shards and causes together
 * @param tenant whose clients these are, see {@link Tenant}; empty = nobody's in particular
 * @param sentWallNs the agent's wall clock, ns since 1970, when it handed the batch to the Kafka producer; 0 = unknown
 */
public record BatchHeader(
        String agent,
        int shard,
        int shards,
        long epoch,
        long sequence,
        long closedNs,
        long monoToWallNs,
        long eventsLost,
        String tenant,
        long sentWallNs) {
    /** Longest agent id in UTF-8 bytes. */
    public static final int MAX_AGENT_BYTES = 64;

    public BatchHeader {
        boolean surelyShort = agent.length() <= MAX_AGENT_BYTES / 3; // no character takes more than three bytes
        int length = surelyShort ? agent.length() : agent.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAX_AGENT_BYTES) {
            throw new IllegalArgumentException("agent id has " + length + " bytes, expected 1 to " + MAX_AGENT_BYTES);
        }
        if (shards < 1 || shards > 0xffff || shard < 0 || shard >= shards) {
            throw new IllegalArgumentException(
                    "shard " + shard + " of " + shards + ", expected 0 <= shard < shards <= 65535");
        }
        if (sequence < 0 || epoch < 0 || eventsLost < 0 || sentWallNs < 0) {
            throw new IllegalArgumentException("epoch, sequence, events lost and send time must not be negative");
        }
        Tenant.require(tenant);
    }

    /** A header without a tenant, of a batch that was not sent yet. */
    public BatchHeader(
            String agent,
            int shard,
            int shards,
            long epoch,
            long sequence,
            long closedNs,
            long monoToWallNs,
            long eventsLost) {
        this(agent, shard, shards, epoch, sequence, closedNs, monoToWallNs, eventsLost, Tenant.NONE, 0);
    }

    /** Kafka key of this batch's partition: all batches of one shard stay in order. */
    public String kafkaKey() {
        return agent + "/" + shard;
    }

    /**
     * Names the shard among those of all tenants. Two tenants may have agents of one id; neither numbers nor tenants
     * contain {@code @} or {@code /}, so two shards never have one name.
     */
    public String shardName() {
        return tenant.isEmpty() ? kafkaKey() : kafkaKey() + "@" + tenant;
    }

    /** Wall-clock ms of a monotonic kernel time. */
    public long wallMs(long monoNs) {
        return Math.floorDiv(monoNs + monoToWallNs, 1_000_000L);
    }
}
