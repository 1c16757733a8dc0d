package dev.tokenflow.protocol.event;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.function.LongUnaryOperator;

/** A decoded {@code tcp-events} record: its header and a view on its events, which stay where they are. */
public final class Batch {
    private final BatchHeader header;
    private final byte[] record;
    private final int firstEvent;
    private final int eventBytes;
    private final int count;

    Batch(BatchHeader header, byte[] record, int firstEvent, int eventBytes, int count) {
        this.header = header;
        this.record = record;
        this.firstEvent = firstEvent;
        this.eventBytes = eventBytes;
        this.count = count;
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
        return view.at(record, firstEvent + index * eventBytes);
    }

    /** A record with the same header and, of the events, only those in {@code chosen}; every byte of them is kept. */
    public byte[] only(BitSet chosen) {
        int kept = chosen.get(0, count).cardinality();
        byte[] part = Arrays.copyOf(record, firstEvent + kept * eventBytes);
        int next = firstEvent;
        for (int i = chosen.nextSetBit(0); i >= 0 && i < count; i = chosen.nextSetBit(i + 1)) {
            System.arraycopy(record, firstEvent + i * eventBytes, part, next, eventBytes);
            next += eventBytes;
        }
        BatchCodec.writeCount(part, kept);
        return part;
    }

    /**
     * A record of the same events under another header and at other times. Of every event it has the fields this
     * version knows.
     *
     * @param time from an event's monotonic ns to its new one
     */
    public byte[] retold(BatchHeader header, LongUnaryOperator time) {
        byte[] structs = new byte[count * TcpEventLayout.SIZE];
        ByteBuffer times = ByteBuffer.wrap(structs).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            int at = i * TcpEventLayout.SIZE;
            System.arraycopy(record, firstEvent + i * eventBytes, structs, at, TcpEventLayout.SIZE);
            times.putLong(at + TcpEventLayout.TS_NS, time.applyAsLong(times.getLong(at + TcpEventLayout.TS_NS)));
        }
        return BatchCodec.encode(header, structs, count);
    }
}
