package dev.tokenflow.core.pacing;

/**
 * What a chunk costs on the wire: wire(c) = envelope + token * c + perSegment for every segment it needs.
 *
 * @param envelopeBytes bytes of an SSE chunk around its tokens, HTTP framing included; default 250, measured on
 *     OpenAI-style streams
 * @param tokenBytes mean bytes of one token's text as JSON; default 5
 * @param segmentBytes IP and TCP headers of one segment with timestamps; default 52
 * @param maxSegment payload of a full segment; default 1448
 */
public record WireCost(double envelopeBytes, double tokenBytes, double segmentBytes, double maxSegment)
        implements java.io.Serializable {
    public static final WireCost DEFAULT = new WireCost(250, 5, 52, 1448);

    public WireCost {
        if (!(envelopeBytes >= 0 && tokenBytes > 0 && segmentBytes >= 0 && maxSegment > 0)) {
            throw new IllegalArgumentException(
                    "wire cost needs envelope >= 0, token > 0, segment >= 0, max segment > 0");
        }
    }

    /** Wire bytes of one chunk of {@code tokens} tokens. */
    public double chunkBytes(double tokens) {
        double payload = envelopeBytes + tokenBytes * tokens;
        return payload + segmentBytes * Math.max(1, Math.ceil(payload / maxSegment));
    }

    /** Wire bytes a second of one stream that sends {@code rate} tokens a second in chunks of {@code tokens}. */
    public double streamBytesPerSecond(double rate, double tokens) {
        return rate / tokens * chunkBytes(tokens);
    }
}
