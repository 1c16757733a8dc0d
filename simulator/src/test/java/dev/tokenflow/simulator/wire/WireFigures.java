package dev.tokenflow.simulator.wire;

import java.util.Locale;

/** Prints what events of so many tokens cost, plain and compressed, over all engines and languages. */
public final class WireFigures {
    static final int STREAMS = 64;
    private static final int TOKENS = 400;

    private WireFigures() {}

    public static void main(String[] args) {
        for (int tokens : new int[] {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64}) {
            System.out.printf(
                    Locale.ROOT,
                    "%2d tokens: plain %.1f B, gzip %.1f B (%.1f B the first), planned %.1f B%n",
                    tokens,
                    plainBytes(tokens),
                    gzipBytes(tokens),
                    firstBytes(tokens),
                    GzipAnswerBytes.MEAN.envelopeBytes() + GzipAnswerBytes.MEAN.tokenBytes() * tokens);
        }
    }

    /** Mean payload of an event of so many tokens that is not the first, really compressed, bytes. */
    static double gzipBytes(int tokens) {
        long bytes = 0;
        long events = 0;
        for (long seed = 0; seed < STREAMS; seed++) {
            try (EncodedAnswer answer = answer(seed)) {
                answer.event(tokens);
                for (int event = 0; event < Math.max(2, TOKENS / tokens); event++) {
                    bytes += answer.event(tokens);
                    events++;
                }
            }
        }
        return (double) bytes / events;
    }

    /** Mean payload of the first event of an answer, bytes. */
    static double firstBytes(int tokens) {
        long bytes = 0;
        for (long seed = 0; seed < STREAMS; seed++) {
            try (EncodedAnswer answer = answer(seed)) {
                bytes += answer.event(tokens);
            }
        }
        return (double) bytes / STREAMS;
    }

    /** Mean of the same event before compression, without HTTP's frame, bytes. */
    static double plainBytes(int tokens) {
        long bytes = 0;
        for (long seed = 0; seed < STREAMS; seed++) {
            try (EncodedAnswer answer = answer(seed)) {
                answer.event(tokens);
                bytes += answer.plainBytes();
            }
        }
        return (double) bytes / STREAMS;
    }

    /** Every engine in turn. */
    static EncodedAnswer answer(long seed) {
        EngineStyle[] engines = EngineStyle.values();
        return new EncodedAnswer(engines[(int) (seed % engines.length)], TokenText.of(seed), seed);
    }
}
