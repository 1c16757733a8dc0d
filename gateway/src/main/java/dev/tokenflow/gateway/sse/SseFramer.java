package dev.tokenflow.gateway.sse;

import java.util.Arrays;

/**
 * Finds whole events in a stream of server-sent events that arrives in pieces cut anywhere.
 *
 * <p>An event reaches from the end of the one before it up to and with its blank line. Lines end with LF, CRLF or CR
 * (<a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML standard, section 9.2</a>). Whatever
 * goes in comes out, byte for byte and in order, and where the pieces were cut makes no difference to the events. Every
 * byte is looked at once. At most {@code limitBytes} are held, in a buffer that is given back after a long event.
 *
 * <p>After a CR it is open whether a LF belongs to the same line end. Where the line before ended with a lone CR, the
 * event is handed out at once, so that a stream with CR alone does not wait for its next event; a LF that follows all
 * the same is an event of its own, without a meaning. Otherwise the event waits for one more byte.
 */
public final class SseFramer {
    /** Longest event that is handed out whole, by default. */
    public static final int DEFAULT_LIMIT_BYTES = 1 << 20;

    private static final byte[] EMPTY = {};
    private static final int SMALLEST_BUFFER = 512;
    private static final int LARGEST_KEPT_BUFFER = 4096;

    /** Receives what the framer finds. The arrays are only valid during the call. */
    public interface Sink {
        /** One whole event with its blank line, in {@code bytes[from, to)}. */
        void event(byte[] bytes, int from, int to);

        /** Bytes that pass as they are, without a meaning: a part of an event that is longer than the limit. */
        void raw(byte[] bytes, int from, int to);
    }

    private enum LineEnd {
        LF,
        CR,
        CRLF
    }

    private final int limitBytes;
    private byte[] held = EMPTY;
    private int heldBytes;
    private boolean raw;
    private boolean lineEmpty = true;
    private LineEnd lastEnd = LineEnd.LF;
    /** The last byte was a CR, and a LF may belong to it. */
    private boolean crOpen;
    /** That CR ended an empty line, so that the event is complete with or without a LF. */
    private boolean crBlank;

    public SseFramer() {
        this(DEFAULT_LIMIT_BYTES);
    }

    /**
     * @param limitBytes the longest event that is handed out whole, in bytes; longer ones pass raw
     * @throws IllegalArgumentException if the limit is not positive
     */
    public SseFramer(int limitBytes) {
        if (limitBytes < 1) {
            throw new IllegalArgumentException("limitBytes is " + limitBytes + ", expected at least 1");
        }
        this.limitBytes = limitBytes;
    }

    /** Takes the next piece of the stream, {@code in[from, to)}, and hands out what has become complete. */
    public void feed(byte[] in, int from, int to, Sink sink) {
        int start = from;
        int at = from;
        while (at < to) {
            byte next = in[at];
            if (crOpen) {
                crOpen = false;
                boolean pair = next == '\n';
                lastEnd = pair ? LineEnd.CRLF : LineEnd.CR;
                at += pair ? 1 : 0;
                if (crBlank) {
                    handOut(in, start, at, sink);
                    start = at;
                }
                if (pair) {
                    continue;
                }
            }
            if (next == '\n') {
                at++;
                lastEnd = LineEnd.LF;
                if (lineEmpty) {
                    handOut(in, start, at, sink);
                    start = at;
                }
                lineEmpty = true;
            } else if (next == '\r') {
                at++;
                if (lineEmpty && lastEnd == LineEnd.CR) {
                    handOut(in, start, at, sink);
                    start = at;
                } else {
                    crOpen = true;
                    crBlank = lineEmpty;
                }
                lineEmpty = true;
            } else {
                lineEmpty = false;
                at = endOfLine(in, at + 1, to);
            }
        }
        keep(in, start, to, sink);
    }

    /** Says that the stream is over: what is held, an event without its blank line, is handed out as it is. */
    public void finish(Sink sink) {
        if (heldBytes > 0) {
            sink.event(held, 0, heldBytes);
        }
        discard();
    }

    /** Forgets an event that broke off in its middle: half of it is of no use to anybody. */
    public void discard() {
        forget();
        raw = false;
        crOpen = false;
        lineEmpty = true;
        lastEnd = LineEnd.LF;
    }

    /** Bytes of an event that is not complete. */
    public int heldBytes() {
        return heldBytes;
    }

    /**
     * Whether the bytes handed out so far end inside of an event longer than the limit. Nothing may be written between
     * them and those that follow.
     */
    public boolean insideRawEvent() {
        return raw;
    }

    private void handOut(byte[] in, int start, int end, Sink sink) {
        if (raw) {
            raw = false;
            if (end > start) {
                sink.raw(in, start, end);
            }
        } else if (heldBytes + (end - start) > limitBytes) {
            releaseHeld(sink);
            sink.raw(in, start, end);
        } else if (heldBytes == 0) {
            sink.event(in, start, end);
        } else {
            hold(in, start, end);
            int length = heldBytes;
            sink.event(held, 0, length);
            forget();
        }
    }

    private void keep(byte[] in, int start, int to, Sink sink) {
        if (start == to) {
            return;
        }
        if (raw) {
            sink.raw(in, start, to);
        } else if (heldBytes + (to - start) > limitBytes) {
            releaseHeld(sink);
            sink.raw(in, start, to);
            raw = true;
        } else {
            hold(in, start, to);
        }
    }

    private void hold(byte[] in, int start, int end) {
        int length = heldBytes + (end - start);
        if (length > held.length) {
            int twice = Math.max(SMALLEST_BUFFER, Math.min(limitBytes, 2 * held.length));
            held = Arrays.copyOf(held, Math.max(length, twice));
        }
        System.arraycopy(in, start, held, heldBytes, end - start);
        heldBytes = length;
    }

    private void releaseHeld(Sink sink) {
        if (heldBytes > 0) {
            sink.raw(held, 0, heldBytes);
        }
        forget();
    }

    private void forget() {
        heldBytes = 0;
        if (held.length > LARGEST_KEPT_BUFFER) {
            held = EMPTY;
        }
    }

    private static int endOfLine(byte[] in, int from, int to) {
        int at = from;
        while (at < to && in[at] != '\n' && in[at] != '\r') {
            at++;
        }
        return at;
    }
}
