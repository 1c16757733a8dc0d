package dev.tokenflow.bench.window.traffic;

import dev.tokenflow.job.record.RawBatch;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Walks a {@link TrafficLoop} without end. Every pass is later by the length of the loop: structs carry monotonic
 * times, so raising the offset and the sequence in the header of a copy is enough.
 */
public final class TrafficCursor {
    private final TrafficLoop loop;
    private final List<TrafficLoop.Slot> slots;
    private final int partition;
    private int next;
    private long pass;
    private long offset;

    /** Over the agents whose number is {@code partition} modulo {@code partitions}. */
    public TrafficCursor(TrafficLoop loop, int partition, int partitions) {
        this.loop = loop;
        this.partition = partition;
        slots = loop.slots().stream()
                .filter(slot -> slot.agent() % partitions == partition)
                .toList();
    }

    /** When the next batch closes, ms since 1970. */
    public long nextClosedMs() {
        BatchHeader first = slots.get(next).header();
        return first.wallMs(first.closedNs() + pass * loop.spanNs());
    }

    /** Events in the next batch. */
    public int nextCount() {
        return slots.get(next).count();
    }

    /** The next batch as Kafka would give it, appended when it was closed. */
    public RawBatch next() {
        TrafficLoop.Slot slot = slots.get(next);
        long closedMs = nextClosedMs();
        BatchHeader header = header(slot);
        byte[] record = slot.record().clone();
        BatchCodec.writeHeader(ByteBuffer.wrap(record), header, slot.count());
        if (++next == slots.size()) {
            next = 0;
            pass++;
        }
        return new RawBatch(record, header.kafkaKey().getBytes(StandardCharsets.UTF_8), closedMs, partition, offset++);
    }

    private BatchHeader header(TrafficLoop.Slot slot) {
        BatchHeader first = slot.header();
        return new BatchHeader(
                first.agent(),
                first.shard(),
                first.shards(),
                first.epoch(),
                first.sequence() + pass * loop.batches(slot.agent()),
                first.closedNs(),
                first.monoToWallNs() + pass * loop.spanNs(),
                first.eventsLost(),
                first.tenant(),
                first.sentWallNs());
    }
}
