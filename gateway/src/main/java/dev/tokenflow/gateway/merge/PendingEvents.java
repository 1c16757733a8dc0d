package dev.tokenflow.gateway.merge;

import dev.tokenflow.gateway.delta.ScannedEvent;
import dev.tokenflow.gateway.delta.SpanKind;
import org.jspecify.annotations.Nullable;

/**
 * The events of one stream that wait for their reader. Deltas are joined where no client can tell (same choice, equal
 * bytes around the text, text of one kind); all other events are barriers: they close what is open and pass unchanged.
 * A delta that waited alone leaves as the upstream's own bytes.
 *
 * <p>The order inside a choice never changes. Between two choices it may: while no barrier comes, a delta of one choice
 * is joined to its own choice's waiting event, even if an event of another choice waits behind that. Barriers hold for
 * all choices.
 *
 * <p>Of a choice, the first event is a barrier and the first text is urgent: a reader's first token never waits.
 */
public final class PendingEvents {
    /** Longest event that is made by joining, by default, so that a reader gets something whole now and then. */
    public static final int DEFAULT_LONGEST_JOINED_BYTES = 16 << 10;

    private static final int MOST_OPEN = 16;
    private static final int MOST_SPARE = 4;

    private final StreamWatch watch;
    private final int longestJoinedBytes;
    private final ScannedEvent scanned = new ScannedEvent();
    private final WaitingEvent[] open = new WaitingEvent[MOST_OPEN];
    private int openCount;
    private @Nullable WaitingEvent first;
    private @Nullable WaitingEvent last;
    private @Nullable WaitingEvent spare;
    private int spares;
    private int deltas;
    private long bytes;
    private int urgent;

    /**
     * @param watch is told of every event before it waits
     * @param longestJoinedBytes no event becomes longer than this by joining; longer ones of the upstream pass whole
     * @throws IllegalArgumentException if the length is not positive
     */
    public PendingEvents(StreamWatch watch, int longestJoinedBytes) {
        if (longestJoinedBytes < 1) {
            throw new IllegalArgumentException("longestJoinedBytes is " + longestJoinedBytes + ", expected at least 1");
        }
        this.watch = watch;
        this.longestJoinedBytes = longestJoinedBytes;
    }

    /** Takes one whole event of the upstream, {@code event[from, to)}, and copies what it keeps of it. */
    public void add(byte[] event, int from, int to, long nowNs) {
        scanned.scan(event, from, to);
        StreamWatch.News news = watch.saw(scanned);
        if (!scanned.joinable() || news == StreamWatch.News.FIRST_EVENT) {
            closeAll();
            WaitingEvent barrier = spareEvent();
            barrier.take(scanned, nowNs);
            append(barrier);
            hurry(barrier);
            return;
        }
        WaitingEvent waiting = openFor(scanned.choice());
        if (waiting == null || !join(waiting)) {
            if (waiting != null) {
                close(waiting);
            } else if (openCount == MOST_OPEN) {
                closeAll();
            }
            waiting = spareEvent();
            waiting.take(scanned, nowNs);
            waiting.openFor = scanned.choice();
            open[openCount++] = waiting;
            append(waiting);
        }
        if (news == StreamWatch.News.FIRST_TEXT) {
            hurry(waiting);
        }
    }

    /** Takes bytes without a meaning that must pass unchanged and in their place, {@code raw[from, to)}. */
    public void addRaw(byte[] raw, int from, int to, long nowNs) {
        closeAll();
        WaitingEvent barrier = spareEvent();
        barrier.take(raw, from, to, nowNs);
        append(barrier);
        hurry(barrier);
    }

    public boolean isEmpty() {
        return first == null;
    }

    /** Deltas of the upstream that wait. */
    public int deltas() {
        return deltas;
    }

    /** Bytes that a complete drain would write now. */
    public long bytes() {
        return bytes;
    }

    /** When the oldest delta that waits came, on the caller's clock; {@link Long#MAX_VALUE} if nothing waits. */
    public long oldestNs() {
        return first == null ? Long.MAX_VALUE : first.sinceNs;
    }

    /**
     * Whether something waits that gains nothing by waiting: a barrier, an event that takes no more text, or the first
     * text of a choice. Everything should leave as soon as the connection takes it.
     */
    public boolean mustFlush() {
        return urgent > 0;
    }

    /**
     * Writes whole events in their order, one call of the sink for each, until the next would exceed the limit. The
     * first one is written whatever its length, because a part of an event is of no use.
     *
     * @param mostBytes the limit, in bytes
     */
    public Drained drain(ByteSink sink, long mostBytes) {
        int events = 0;
        int writtenDeltas = 0;
        long text = 0;
        long written = 0;
        for (WaitingEvent event = first;
                event != null && (events == 0 || written + event.length <= mostBytes);
                event = first) {
            sink.write(event.bytes, 0, event.length);
            events++;
            writtenDeltas += event.deltas;
            text += event.textBytes;
            written += event.length;
            removeFirst(event);
        }
        return events == 0 ? Drained.NOTHING : new Drained(events, writtenDeltas, text, written);
    }

    private boolean join(WaitingEvent waiting) {
        // A count of the whole answer must not come before an older one in the event of another choice.
        boolean overtakes = waiting != last && scanned.spans().has(SpanKind.LATEST);
        if (overtakes
                || waiting.length + scanned.spans().totalLength() > longestJoinedBytes
                || !waiting.joins(scanned)) {
            return false;
        }
        bytes -= waiting.length;
        waiting.join(scanned);
        bytes += waiting.length;
        deltas++;
        return true;
    }

    private @Nullable WaitingEvent openFor(int choice) {
        for (int i = 0; i < openCount; i++) {
            if (open[i].openFor == choice) {
                return open[i];
            }
        }
        return null;
    }

    private void close(WaitingEvent event) {
        for (int i = 0; i < openCount; i++) {
            if (open[i] == event) {
                open[i] = open[--openCount];
            }
        }
        event.openFor = -1;
        hurry(event);
    }

    private void closeAll() {
        while (openCount > 0) {
            close(open[openCount - 1]);
        }
    }

    private void hurry(WaitingEvent event) {
        urgent += event.urgent ? 0 : 1;
        event.urgent = true;
    }

    private void append(WaitingEvent event) {
        if (last == null) {
            first = event;
        } else {
            last.next = event;
        }
        last = event;
        bytes += event.length;
        deltas += event.deltas;
    }

    private void removeFirst(WaitingEvent event) {
        if (event.openFor >= 0) {
            close(event);
        }
        urgent -= event.urgent ? 1 : 0;
        bytes -= event.length;
        deltas -= event.deltas;
        first = event.next;
        if (first == null) {
            last = null;
        }
        if (spares < MOST_SPARE) {
            event.next = spare;
            spare = event;
            spares++;
        }
    }

    private WaitingEvent spareEvent() {
        WaitingEvent event = spare;
        if (event == null) {
            return new WaitingEvent();
        }
        spare = event.next;
        spares--;
        return event;
    }
}
