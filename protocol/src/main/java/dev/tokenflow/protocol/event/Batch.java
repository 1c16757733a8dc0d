package dev.tokenflow.protocol.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/**
 * A decoded {@code tcp-events} record: its header and a view on its events. Events of the present version stay where
 * they are; those of an older version were brought into the present layout.
 */
public final class Batch {
    private final BatchHeader header;
    private final int count;

    /** The record as it came. */
    private final byte[] record;

    private final int recordFirst;
    private final int recordStride;

    /** The events in the present layout: the record itself, if it has that layout. */
    private final byte[] events;

    private final int first;
    private final int stride;

    private Batch(
            BatchHeader header,
            int count,
            byte[] record,
            int recordFirst,
            int recordStride,
            byte[] events,
            int first,
            int stride) {
        this.header = header;
        this.count = count;
        this.record = record;
        this.recordFirst = recordFirst;
        this.recordStride = recordStride;
        this.events = events;
        this.first = first;
        this.stride = stride;
    }

    /** A record whose events have the present layout, or a larger one that begins with it. */
    static Batch present(BatchHeader header, byte[] record, int first, int eventBytes, int count) {
        return new Batch(header, count, record, first, eventBytes, record, first, eventBytes);
    }

    /** A record of version 1. */
    static Batch ofVersion1(BatchHeader header, byte[] record, int first, int eventBytes, int count) {
        byte[] events = EventsOfVersion1.inPresentLayout(record, first, eventBytes, count);
        return new Batch(header, count, record, first, eventBytes, events, 0, TcpEventLayout.SIZE);
    }

    public BatchHeader header() {
        return header;
    }

    /** Number of events; 0 for a heartbeat. */
    public int count() {
        return count;
    }

    /** Moves {@code view} to event {@code index}. */
    public TcpEventView read(int index, TcpEventView view) {
        Objects.checkIndex(index, count);
        return view.at(events, first + index * stride);
    }

    /**
     * A record with the same header and, of the events, only those in {@code chosen}. It has the version that this
     * record came in, and every byte of the chosen events is kept.
     */
    public byte[] only(BitSet chosen) {
        int kept = chosen.get(0, count).cardinality();
        byte[] part = Arrays.copyOf(record, recordFirst + kept * recordStride);
        int next = recordFirst;
        for (int i = chosen.nextSetBit(0); i >= 0 && i < count; i = chosen.nextSetBit(i + 1)) {
            System.arraycopy(record, recordFirst + i * recordStride, part, next, recordStride);
            next += recordStride;
        }
        BatchCodec.writeCount(part, kept);
        return part;
    }

    /**
     * A record of the same events under another header and at other times, in the present version. Of every event it
     * has the fields that this version knows. The time of the latest RTT sample moves with the event.
     *
     * @param time from an event's monotonic ns to its new one
     */
    public byte[] retold(BatchHeader header, LongUnaryOperator time) {
        byte[] structs = new byte[count * TcpEventLayout.SIZE];
        ByteBuffer times = ByteBuffer.wrap(structs).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            int at = i * TcpEventLayout.SIZE;
            System.arraycopy(events, first + i * stride, structs, at, TcpEventLayout.SIZE);
            times.putLong(at + TcpEventLayout.TS_NS, time.applyAsLong(times.getLong(at + TcpEventLayout.TS_NS)));
            long sampleNs = times.getLong(at + TcpEventLayout.SAMPLE_NS);
            if (sampleNs != 0) {
                times.putLong(at + TcpEventLayout.SAMPLE_NS, time.applyAsLong(sampleNs));
            }
        }
        return BatchCodec.encode(header, structs, count);
    }
}
