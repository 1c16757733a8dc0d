package dev.tokenflow.gateway.merge;

import dev.tokenflow.gateway.delta.ScannedEvent;
import dev.tokenflow.gateway.delta.SpanKind;
import dev.tokenflow.gateway.delta.Spans;
import org.jspecify.annotations.Nullable;

/**
 * An event that waits: the upstream's own bytes, or those of its first delta with the text of later ones in its spans.
 * The bytes are always those that would leave now.
 */
final class WaitingEvent {
    private static final int SMALLEST_BUFFER = 512;
    /** Larger buffers are not kept for the next event. */
    private static final int LARGEST_KEPT_BUFFER = 2048;

    final Spans spans = new Spans();
    byte[] bytes = new byte[SMALLEST_BUFFER];
    int length;
    int deltas;
    int textBytes;
    long sinceNs;
    /** The choice whose text it still takes, or -1 if it takes no more. */
    int openFor;
    /** Whether it should leave as soon as it can. */
    boolean urgent;

    @Nullable
    WaitingEvent next;

    private int fields;

    void take(byte[] from, int start, int end, long nowNs) {
        length = end - start;
        if (bytes.length < length || bytes.length > Math.max(length, LARGEST_KEPT_BUFFER)) {
            bytes = new byte[Math.max(SMALLEST_BUFFER, length)];
        }
        System.arraycopy(from, start, bytes, 0, length);
        spans.clear();
        sinceNs = nowNs;
        deltas = 0;
        textBytes = 0;
        fields = 0;
        openFor = -1;
        urgent = false;
        next = null;
    }

    void take(ScannedEvent event, long nowNs) {
        take(event.bytes(), event.from(), event.to(), nowNs);
        fields = event.fields();
        textBytes = event.textBytes();
        deltas = fields != 0 || event.joinable() ? 1 : 0;
        if (event.joinable()) {
            spans.copyOf(event.spans());
        }
    }

    /** Whether the text of a joinable event may be put behind the text of this one. */
    boolean joins(ScannedEvent event) {
        return (fields == 0 || event.fields() == 0 || fields == event.fields())
                && spans.sameAround(bytes, 0, length, event.spans(), event.bytes(), event.from(), event.to());
    }

    /** Puts the text of an event behind the text of this one. */
    void join(ScannedEvent event) {
        if (spans.count() == 1 && spans.kind(0) == SpanKind.CONCAT) {
            insert(event);
        } else {
            rebuild(event);
        }
        deltas++;
        textBytes += event.textBytes();
        fields |= event.fields();
    }

    private void insert(ScannedEvent event) {
        Spans theirs = event.spans();
        int more = theirs.length(0);
        int at = spans.end(0);
        byte[] old = bytes;
        if (length + more > bytes.length) {
            bytes = new byte[Math.max(2 * bytes.length, length + more)];
            System.arraycopy(old, 0, bytes, 0, at);
        }
        System.arraycopy(old, at, bytes, at + more, length - at);
        System.arraycopy(event.bytes(), event.from() + theirs.start(0), bytes, at, more);
        spans.move(0, spans.start(0), at + more);
        length += more;
    }

    private void rebuild(ScannedEvent event) {
        Spans theirs = event.spans();
        int most = length + theirs.totalLength() + theirs.count();
        byte[] joined = new byte[Math.max(most, most > bytes.length ? 2 * bytes.length : bytes.length)];
        int to = 0;
        int from = 0;
        for (int i = 0; i < spans.count(); i++) {
            int start = spans.start(i);
            int end = spans.end(i);
            to = copy(bytes, from, start, joined, to);
            from = end;
            int newStart = to;
            SpanKind kind = spans.kind(i);
            if (kind == SpanKind.CONCAT || kind == SpanKind.APPEND) {
                to = copy(bytes, start, end, joined, to);
            }
            if (kind == SpanKind.APPEND && end > start && theirs.length(i) > 0) {
                joined[to++] = ',';
            }
            if (kind != SpanKind.DROP) {
                int origin = event.from();
                to = copy(event.bytes(), origin + theirs.start(i), origin + theirs.end(i), joined, to);
            }
            spans.move(i, newStart, to);
        }
        length = copy(bytes, from, length, joined, to);
        bytes = joined;
    }

    private static int copy(byte[] from, int start, int end, byte[] to, int at) {
        System.arraycopy(from, start, to, at, end - start);
        return at + end - start;
    }
}
