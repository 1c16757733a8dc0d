package dev.tokenflow.ops.recording;

import dev.tokenflow.protocol.event.Batch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.MalformedBatchException;
import dev.tokenflow.protocol.event.TcpEventLayout;
import java.time.Duration;
import java.util.List;

/**
 * Cuts the events of one shard into batches as an agent does: one every 20 ms when there are events, else an empty one
 * every 100 ms. A table has no such heartbeats, so the shard counts as alive to the end of the table, but no longer
 * than what it said last is remembered anyway.
 */
final class AgentRun {
    /** There is nothing more to come. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long FLUSH_NS = 20_000_000L;
    private static final long HEARTBEAT_NS = 100_000_000L;

    private final String agent;
    private final int shard;
    private final List<EventLine> events;
    private final long endNs;
    private final long memoryNs;
    private int next;
    private long sequence;
    private long closedNs = NEVER;

    /**
     * @param events in the order of time, at least one
     * @param endNs end of the table, ns since 1970
     * @param socketIdle how long a silent connection is remembered
     */
    AgentRun(List<EventLine> events, long endNs, Duration socketIdle) {
        this.agent = events.getFirst().agent();
        this.shard = events.getFirst().shard();
        this.events = events;
        this.endNs = endNs;
        memoryNs = socketIdle.plusSeconds(1).toNanos();
    }

    /** When the next batch is closed, ns since 1970; {@link #NEVER} after the last. */
    long closesAtNs() {
        long eventsNs = next < events.size() ? -Math.floorDiv(-events.get(next).tsNs(), FLUSH_NS) * FLUSH_NS : NEVER;
        if (next == 0) {
            return eventsNs;
        }
        long heartbeatNs = closedNs + HEARTBEAT_NS;
        long aliveNs = Math.min(endNs, events.get(next - 1).tsNs() + memoryNs);
        return heartbeatNs <= aliveNs ? Math.min(eventsNs, heartbeatNs) : eventsNs;
    }

    /** The next batch. */
    Batch close() {
        closedNs = closesAtNs();
        int first = next;
        while (next < events.size() && events.get(next).tsNs() <= closedNs) {
            next++;
        }
        byte[] structs = new byte[(next - first) * TcpEventLayout.SIZE];
        for (int i = first; i < next; i++) {
            byte[] struct = events.get(i).struct();
            System.arraycopy(struct, 0, structs, (i - first) * TcpEventLayout.SIZE, struct.length);
        }
        BatchHeader header = new BatchHeader(agent, shard, shard + 1, 0, sequence++, closedNs, 0, 0);
        try {
            return BatchCodec.decode(BatchCodec.encode(header, structs, next - first));
        } catch (MalformedBatchException e) {
            throw new IllegalStateException("a batch that was just made cannot be read", e);
        }
    }
}
