package dev.tokenflow.core.incident;

import dev.tokenflow.core.diagnosis.Diagnosis;

/** How many are active, and how many of them are in trouble on which side. */
final class Tally {
    private final int[] troubled = new int[Side.count()];
    private int active;
    private int cutOff;

    void add(Diagnosis word, int count) {
        active += count;
        Side side = Side.of(word);
        if (side != null) {
            troubled[side.ordinal()] += count;
        }
        if (word == Diagnosis.OUTAGE) {
            cutOff += count;
        }
    }

    int active() {
        return active;
    }

    int troubled(Side side) {
        return troubled[side.ordinal()];
    }

    /** Whether as many as {@code least} are in trouble on one side. */
    boolean hasTrouble(int least) {
        for (int count : troubled) {
            if (count >= least) {
                return true;
            }
        }
        return false;
    }

    /** Share of the active that are in trouble, 0 to 1; 0 when nobody is active. */
    double share(Side side) {
        return active == 0 ? 0 : (double) troubled(side) / active;
    }

    /** Whether most of those whose network is the trouble are cut off. */
    boolean isCutOff() {
        return 2 * cutOff > troubled(Side.NETWORK);
    }
}
