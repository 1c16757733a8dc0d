package dev.tokenflow.simulator.wire;

import dev.tokenflow.core.pacing.WireCost;

/**
 * An event is what the gzip encoder makes of it, in an HTTP chunk of its own. The stream is in the style of one of
 * several engines and has the text of one of several languages, both by the seed.
 */
public final class GzipAnswerBytes implements AnswerBytes {
    /**
     * About what an event costs, for those who plan: HTTP's frame and what deflate needs for any event at all, and a
     * token's text. Fitted to 1 to 16 tokens an event over all engines and languages.
     */
    public static final WireCost MEAN = new WireCost(18.5, 4.05, 52, 1448);

    /** {@code content-encoding: gzip} and {@code vary: accept-encoding} beside the plain head. */
    private static final int HEAD_BYTES = PlainAnswerBytes.HEAD_BYTES + 24 + 23;

    private final GzipSizes sizes;
    private int sent;

    GzipAnswerBytes(long seed) {
        sizes = GzipSizes.of(seed);
    }

    @Override
    public int head() {
        return HEAD_BYTES;
    }

    @Override
    public int event(int tokens) {
        int bytes = sizes.event(tokens, sent);
        sent += tokens;
        return bytes;
    }

    @Override
    public int ending() {
        return sizes.ending();
    }
}
