package dev.tokenflow.simulator.reader;

import dev.tokenflow.simulator.sender.Generation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What readers ask for, as an open loop: each slot asks for an answer of L tokens every L/R seconds, at its own offset
 * within that interval, whether or not earlier answers have arrived. So a slow network meets the same demand as a fast
 * one. A slot with a late offset first asks for a shorter answer within the first half second, so that demand is full
 * from the start. The last answers are shortened so that their generation ends with the run.
 *
 * @param slots concurrent streams, &ge; 1
 * @param answerTokens length of a whole answer (L), &ge; 1
 * @param tokensPerSecond the model's full rate (R), &gt; 0
 * @param durationNs length of the run, &gt; 0
 * @param seed of the offsets
 */
public record Workload(int slots, int answerTokens, double tokensPerSecond, long durationNs, long seed) {
    private static final long RAMP_NS = 500_000_000;

    /**
     * One planned request.
     *
     * @param afterNs time after the run's start, ns
     * @param tokens to ask for
     */
    public record Ask(long afterNs, int tokens) {}

    public Workload {
        require(slots >= 1, "streams is " + slots + ", expected at least 1");
        require(answerTokens >= 1, "answer tokens is " + answerTokens + ", expected at least 1");
        require(durationNs > 0, "the duration should be more than 0");
        require(
                tokensPerSecond > 0 && Double.isFinite(tokensPerSecond),
                "tokens per second is " + tokensPerSecond + ", expected > 0");
    }

    /** All requests of the run in the order of their time. */
    public List<Ask> asks() {
        Random random = new Random(seed);
        long intervalNs = new Generation(0, tokensPerSecond, answerTokens).dueNs(answerTokens);
        List<Ask> asks = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            // One slot in each part of the interval: spread evenly, but differently for each seed.
            long offsetNs = (long) ((slot + random.nextDouble()) / slots * intervalNs);
            addFirst(asks, (long) (random.nextDouble() * RAMP_NS), offsetNs);
            for (long atNs = offsetNs; atNs < durationNs; atNs += intervalNs) {
                add(asks, atNs, answerTokens);
            }
        }
        asks.sort(Comparator.comparingLong(Ask::afterNs));
        return asks;
    }

    private void addFirst(List<Ask> asks, long atNs, long untilNs) {
        if (untilNs > RAMP_NS) {
            add(asks, atNs, new Generation(atNs, tokensPerSecond, answerTokens).generatedBy(untilNs));
        }
    }

    private void add(List<Ask> asks, long atNs, int tokens) {
        int inTime = new Generation(atNs, tokensPerSecond, tokens).generatedBy(durationNs);
        if (inTime > 0) {
            asks.add(new Ask(atNs, inTime));
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
