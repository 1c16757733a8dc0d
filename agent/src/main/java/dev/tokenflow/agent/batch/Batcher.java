package dev.tokenflow.agent.batch;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.tokenflow.agent.probe.EventSink;
import dev.tokenflow.protocol.event.BatchCodec;
import dev.tokenflow.protocol.event.BatchHeader;
import dev.tokenflow.protocol.event.IpAddress;
import dev.tokenflow.protocol.event.TcpEventLayout;
import dev.tokenflow.protocol.hint.Tenant;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Gathers events into one batch per shard. A batch is closed when it is full or when {@link #tick} finds it; a shard
 * that had nothing to send for a heartbeat interval sends an empty one. Of an event it reads three fields only: the
 * socket cookie, which chooses the shard, the kind, which is counted, and its time, as a batch must not say that it
 * ended before its newest event. One thread.
 */
public final class Batcher implements EventSink {
    /**
     * A batch of this many events (194 KiB) is closed at once: far below the broker's usual limit of 1 MiB, large
     * enough to compress well.
     */
    static final int MAX_EVENTS = 1_550;

    private final Shard[] shards;
    private final long heartbeatNs;
    private final Consumer<OutgoingBatch> out;
    private final AddressRule addresses;
    private final KindCounts kinds = new KindCounts();

    private long nowNs;
    private long monoToWallNs;
    private long eventsLost;

    /**
     * A batcher that has sent nothing yet.
     *
     * @param agent id of this agent
     * @param tenant whose clients it watches, see {@link Tenant}
     * @param epoch wall-clock ms at which this agent started
     * @param nowNs monotonic time; the first heartbeats come one interval later
     * @param addresses under which address a peer is told
     */
    public Batcher(
            String agent,
            String tenant,
            int shards,
            long epoch,
            long heartbeatNs,
            long nowNs,
            AddressRule addresses,
            Consumer<OutgoingBatch> out) {
        this.shards = new Shard[shards];
        for (int i = 0; i < shards; i++) {
            this.shards[i] = new Shard(agent, tenant, i, shards, epoch, nowNs);
        }
        this.heartbeatNs = heartbeatNs;
        this.nowNs = nowNs;
        this.out = out;
        this.addresses = addresses;
    }

    /** Events seen so far by kind. */
    public KindCounts kinds() {
        return kinds;
    }

    /** Events accepted that are in no batch yet. */
    public long waiting() {
        long events = 0;
        for (Shard shard : shards) {
            events += shard.count;
        }
        return events;
    }

    @Override
    public void accept(MemorySegment ring, long offset, int bytes) {
        if (bytes != TcpEventLayout.SIZE) {
            throw new IllegalStateException(
                    "the probe wrote an event of " + bytes + " bytes, not " + TcpEventLayout.SIZE);
        }
        kinds.count(ring.get(JAVA_BYTE, offset + TcpEventLayout.KIND));
        Shard shard = shards.length == 1
                ? shards[0]
                : shards[
                        (int) Long.remainderUnsigned(
                                ring.get(JAVA_LONG_UNALIGNED, offset + TcpEventLayout.SOCK_COOKIE), shards.length)];
        if (shard.add(ring, offset, addresses) == MAX_EVENTS) {
            close(shard);
        }
    }

    /**
     * Closes every batch that has events, and sends the heartbeats that are due.
     *
     * @param monotonicNs a time before which every event has been {@link #accept accepted}
     * @param monoToWallNs for the headers from now on
     * @param eventsLost for the headers from now on
     */
    public void tick(long monotonicNs, long monoToWallNs, long eventsLost) {
        this.nowNs = monotonicNs;
        this.monoToWallNs = monoToWallNs;
        this.eventsLost = eventsLost;
        for (Shard shard : shards) {
            if (shard.count > 0 || monotonicNs - shard.closedNs >= heartbeatNs) {
                close(shard);
            }
        }
    }

    private void close(Shard shard) {
        out.accept(shard.close(nowNs, monoToWallNs, eventsLost));
    }

    /** The batch a shard is filling. */
    private static final class Shard {
        private final String agent;
        private final String tenant;
        private final int index;
        private final int shards;
        private final long epoch;
        private final int headerBytes;
        private final byte[] record;

        private int count;
        private long sequence;
        /** What all its batches so far are complete to. */
        private long closedNs;
        /** Time of the newest event since it has been filled; {@link #closedNs} or less when there is none. */
        private long newestNs;

        Shard(String agent, String tenant, int index, int shards, long epoch, long nowNs) {
            this.agent = agent;
            this.tenant = tenant;
            this.index = index;
            this.shards = shards;
            this.epoch = epoch;
            headerBytes = BatchCodec.headerBytes(agent, tenant);
            record = new byte[headerBytes + MAX_EVENTS * TcpEventLayout.SIZE];
            closedNs = nowNs;
            newestNs = nowNs;
        }

        int add(MemorySegment ring, long offset, AddressRule addresses) {
            int at = headerBytes + count * TcpEventLayout.SIZE;
            MemorySegment.copy(ring, JAVA_BYTE, offset, record, at, TcpEventLayout.SIZE);
            if (addresses != AddressRule.FULL) {
                tellUnder(addresses, ByteBuffer.wrap(record, at + TcpEventLayout.REMOTE_ADDR, 2 * Long.BYTES));
            }
            newestNs = Math.max(newestNs, ring.get(JAVA_LONG_UNALIGNED, offset + TcpEventLayout.TS_NS));
            return ++count;
        }

        private static void tellUnder(AddressRule addresses, ByteBuffer address) {
            int at = address.position();
            IpAddress told = addresses.of(new IpAddress(address.getLong(), address.getLong()));
            address.position(at).putLong(told.hi()).putLong(told.lo());
        }

        /**
         * Closes the batch. It is complete to the newest of its events: one that fills while the ring is drained is
         * long after the last tick, and a job that believed that tick would take its events for those of a clock that
         * is ahead.
         *
         * @param tickNs time of the last tick
         */
        OutgoingBatch close(long tickNs, long monoToWallNs, long eventsLost) {
            closedNs = Math.max(Math.max(closedNs, tickNs), newestNs);
            BatchHeader header = new BatchHeader(
                    agent, index, shards, epoch, sequence, closedNs, monoToWallNs, eventsLost, tenant, 0);
            BatchCodec.writeHeader(ByteBuffer.wrap(record), header, count);
            OutgoingBatch batch = new OutgoingBatch(
                    header.kafkaKey(),
                    Arrays.copyOf(record, headerBytes + count * TcpEventLayout.SIZE),
                    count,
                    closedNs);
            sequence++;
            count = 0;
            return batch;
        }
    }
}
