package dev.tokenflow.bench.gateway.load;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When the deltas of each stream are due and how many were sent, by the number of the stream. Written by the engine's
 * thread, read by the readers'. Times are ns of {@link System#nanoTime}.
 */
final class Timetable {
    private final AtomicLongArray originNs;
    private final AtomicIntegerArray sent;

    /** @param streams numbers are below this */
    Timetable(int streams) {
        originNs = new AtomicLongArray(streams);
        sent = new AtomicIntegerArray(streams);
    }

    /** A stream begins; its delta {@code i} is due {@code i} intervals after the origin. */
    void begin(int stream, long origin) {
        sent.set(stream, 0);
        originNs.set(stream, origin);
    }

    void sentOne(int stream) {
        sent.lazySet(stream, sent.getPlain(stream) + 1);
    }

    int sent(int stream) {
        return sent.get(stream);
    }

    long dueNs(int stream, long delta) {
        return originNs.get(stream) + delta * Engine.INTERVAL_NS;
    }
}
