package dev.tokenflow.simulator.wire;

import dev.tokenflow.core.pacing.WireCost;
import dev.tokenflow.http.encoding.ContentCoding;
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
                    gzipBytes(tokens, 2),
                    firstBytes(tokens),
                    GzipAnswerBytes.MEAN.envelopeBytes() + GzipAnswerBytes.MEAN.tokenBytes() * tokens);
        }
        long start = System.nanoTime();
        int rounds = 5;
        for (int i = 0; i < rounds; i++) {
            gzipBytes(1, 1);
        }
        System.out.printf(
                Locale.ROOT, "%.2f us an event%n", (System.nanoTime() - start) / 1e3 / (rounds * STREAMS * TOKENS));
    }

    /** Mean payload of an event of so many tokens, counted from the event with this number on, bytes. */
    static double gzipBytes(int tokens, int from) {
        long bytes = 0;
        long events = 0;
        for (long seed = 0; seed < STREAMS; seed++) {
            try (AnswerBytes answer = AnswerBytes.of(ContentCoding.GZIP, WireCost.DEFAULT, seed)) {
                for (int event = 1; event <= Math.max(2, TOKENS / tokens); event++) {
                    int size = answer.event(tokens);
                    bytes += event >= from ? size : 0;
                    events += event >= from ? 1 : 0;
                }
            }
        }
        return (double) bytes / events;
    }

    /** Mean payload of the first event of an answer, bytes. */
    static double firstBytes(int tokens) {
        long bytes = 0;
        for (long seed = 0; seed < STREAMS; seed++) {
            try (AnswerBytes answer = AnswerBytes.of(ContentCoding.GZIP, WireCost.DEFAULT, seed)) {
                bytes += answer.event(tokens);
            }
        }
        return (double) bytes / STREAMS;
    }

    /** Mean of the same event before compression, without HTTP's frame, bytes. */
    static double plainBytes(int tokens) {
        long bytes = 0;
        for (long seed = 0; seed < STREAMS; seed++) {
            try (GzipAnswerBytes answer = new GzipAnswerBytes(seed)) {
                answer.event(tokens);
                bytes += answer.plainBytes();
            }
        }
        return (double) bytes / STREAMS;
    }
}
