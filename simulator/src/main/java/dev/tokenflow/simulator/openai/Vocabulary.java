package dev.tokenflow.simulator.openai;

import java.nio.charset.StandardCharsets;

/**
 * Made-up text: token {@code i} of a seed is always the same word, so a token that waits costs no memory. A token is
 * one space and one word.
 */
final class Vocabulary {
    // About four letters on average, so that a token is about five bytes, as measured on English answers.
    private static final byte[][] WORDS = bytes(
            "the", "and", "that", "have", "for", "not", "with", "you", "this", "but", "his", "from", "they", "say",
            "her", "she", "will", "one", "all", "would", "there", "their", "what", "out", "about", "who", "get",
            "which", "when", "make", "can", "like", "time", "just", "him", "know", "take", "into", "year", "your",
            "good", "some", "could", "them", "see", "other", "than", "then", "now", "look", "only", "come", "its",
            "over", "think", "also", "back", "after", "use", "two", "how", "our", "work", "first");

    private Vocabulary() {}

    /**
     * Token {@code number} (from 1) of the answer with this seed, with its leading space. The array is shared: do not
     * change it.
     */
    static byte[] token(long seed, int number) {
        return WORDS[(int) (mix(seed + number * 0x9e3779b97f4a7c15L) >>> 58)];
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }

    private static byte[][] bytes(String... words) {
        byte[][] all = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            all[i] = (" " + words[i]).getBytes(StandardCharsets.US_ASCII);
        }
        return all;
    }
}
