package dev.tokenflow.simulator.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The sizes of the events of one answer, measured once: the answer was written and compressed with events of 1 token,
 * of 2, of 3 and so on. A run of many streams only looks them up, since to compress takes several times as long as all
 * the rest of a simulated event. Sizes in between are interpolated; beyond the largest an event grows with its tokens.
 */
final class GzipSizes {
    private static final int[] TOKENS = {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128, 192, 256, 400};
    private static final int ANSWER_TOKENS = 400;
    private static final int FEWEST_EVENTS = 6;

    /** Answers of every engine; one of four is not in English. */
    private static final int OF_EACH_ENGINE = 8;

    /** Measured when the first compressed answer is simulated. */
    private static final class Measured {
        private static final List<GzipSizes> ALL = measureAll();

        private static List<GzipSizes> measureAll() {
            List<GzipSizes> all = new ArrayList<>();
            for (EngineStyle engine : EngineStyle.values()) {
                for (int i = 0; i < OF_EACH_ENGINE; i++) {
                    all.add(new GzipSizes(engine, all.size()));
                }
            }
            return all;
        }
    }

    /** By index of {@link #TOKENS}: the first event, and those after it in their order. */
    private final int[] first = new int[TOKENS.length];

    private final int[][] later = new int[TOKENS.length][];
    private final int ending;

    private GzipSizes(EngineStyle engine, long seed) {
        int end = 0;
        for (int i = 0; i < TOKENS.length; i++) {
            int events = Math.max(FEWEST_EVENTS, ANSWER_TOKENS / TOKENS[i]);
            try (EncodedAnswer answer = new EncodedAnswer(engine, TokenText.of(seed), seed)) {
                first[i] = answer.event(TOKENS[i]);
                later[i] = new int[events];
                for (int event = 0; event < events; event++) {
                    later[i][event] = answer.event(TOKENS[i]);
                }
                end = answer.ending();
            }
        }
        ending = end;
    }

    /** Those of one of the measured answers; equal seeds are equal answers. */
    static GzipSizes of(long seed) {
        return Measured.ALL.get(new SplittableRandom(seed).nextInt(Measured.ALL.size()));
    }

    /**
     * Bytes of an event.
     *
     * @param tokens in it, at least 1
     * @param before tokens of the answer that were sent before; 0 = it is the first event
     */
    int event(int tokens, int before) {
        int largest = TOKENS.length - 1;
        if (tokens > TOKENS[largest]) {
            return Math.round((float) size(largest, before) * tokens / TOKENS[largest]);
        }
        int above = 0;
        while (TOKENS[above] < tokens) {
            above++;
        }
        if (TOKENS[above] == tokens) {
            return size(above, before);
        }
        int low = size(above - 1, before);
        double share = (double) (tokens - TOKENS[above - 1]) / (TOKENS[above] - TOKENS[above - 1]);
        return (int) Math.round(low + share * (size(above, before) - low));
    }

    /** Bytes of what follows the last token. */
    int ending() {
        return ending;
    }

    private int size(int index, int before) {
        return before == 0 ? first[index] : later[index][before / TOKENS[index] % later[index].length];
    }
}
