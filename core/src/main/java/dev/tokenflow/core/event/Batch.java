package dev.tokenflow.core.event;

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
        java.util.Objects.checkIndex(index, count);
        return view.at(record, firstEvent + index * eventBytes);
    }
}
