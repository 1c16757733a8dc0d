package dev.tokenflow.client.pacer;

/**
 * What an event costs on the wire: {@code eventBytes + deltaBytes * deltas}. Wire bytes are what leaves the socket and
 * the packet headers around it: {@link #wireBytes}.
 *
 * @param eventBytes bytes of an event whatever it carries, &gt; 0
 * @param deltaBytes bytes that each delta adds, &ge; 0
 */
public record EventCost(double eventBytes, double deltaBytes) {
    /** An SSE event in the form of OpenAI's API, and one segment; a guess until a stream has seen its own events. */
    public static final EventCost PLAIN = new EventCost(302, 5);

    /** The same, compressed with one flush an event. */
    public static final EventCost COMPRESSED = new EventCost(72, 5);

    /** Bytes that TLS 1.3 puts around one record. */
    public static final int TLS_RECORD_BYTES = 22;

    /** IP and TCP headers of one segment, with timestamps. */
    public static final int SEGMENT_HEADER_BYTES = 52;

    /** Payload of a full segment. */
    private static final int MAX_SEGMENT = 1448;

    public EventCost {
        if (!(eventBytes > 0 && Double.isFinite(eventBytes))) {
            throw new IllegalArgumentException("an event costs " + eventBytes + " bytes, expected > 0");
        }
        if (!(deltaBytes >= 0 && Double.isFinite(deltaBytes))) {
            throw new IllegalArgumentException("a delta costs " + deltaBytes + " bytes, expected >= 0");
        }
    }

    /** Wire bytes of an event with so many deltas. */
    public double bytes(int deltas) {
        return eventBytes + deltaBytes * deltas;
    }

    /**
     * Wire bytes of one write to a socket: the payload and the headers of the segments it needs.
     *
     * @param payloadBytes given to TCP: the framing of HTTP chunks and TLS ({@link #TLS_RECORD_BYTES}) included
     */
    public static long wireBytes(long payloadBytes) {
        return payloadBytes + SEGMENT_HEADER_BYTES * Math.max(1, (payloadBytes + MAX_SEGMENT - 1) / MAX_SEGMENT);
    }
}
