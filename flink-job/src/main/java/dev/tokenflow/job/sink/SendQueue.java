package dev.tokenflow.job.sink;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Records from the task thread, which never waits, to the sending thread; bounded in bytes. */
final class SendQueue {
    /** Heap of a record besides its bytes: the record, its headers and the arrays. */
    private static final long RECORD_BYTES = 200;

    private final Deque<ProducerRecord<byte[], byte[]>> records = new ArrayDeque<>();
    private final long maxBytes;
    private long bytes;
    private boolean ended;

    SendQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes the record, or returns false at once when there is no room. */
    synchronized boolean offer(ProducerRecord<byte[], byte[]> record) {
        long size = size(record);
        if (bytes + size > maxBytes) {
            return false;
        }
        bytes += size;
        records.add(record);
        if (records.size() == 1) {
            notifyAll();
        }
        return true;
    }

    /** The next record; null when none comes for so long, or none comes any more. */
    synchronized @Nullable ProducerRecord<byte[], byte[]> poll(long waitMs) throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
        for (long leftMs = waitMs; records.isEmpty() && !ended && leftMs > 0; ) {
            wait(leftMs);
            leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
        }
        ProducerRecord<byte[], byte[]> record = records.poll();
        bytes -= record == null ? 0 : size(record);
        return record;
    }

    /** Says that no record is offered any more. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Whether nothing is in the queue and nothing comes any more. */
    synchronized boolean isOver() {
        return ended && records.isEmpty();
    }

    /** Drops what waits now; returns how many records that were. */
    synchronized long drop() {
        long dropped = records.size();
        records.clear();
        bytes = 0;
        return dropped;
    }

    private static long size(ProducerRecord<byte[], byte[]> record) {
        long size = RECORD_BYTES + length(record.key()) + length(record.value());
        for (Header header : record.headers()) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    private static long length(byte @Nullable [] array) {
        return array == null ? 0 : array.length;
    }
}
