package dev.tokenflow.core.model.fit;

import java.util.Arrays;
import java.util.Comparator;

/** How well scores rank positive rows above negative ones. Equal scores count as half each. */
public final class Ranking {
    private Ranking() {}

    /**
     * Area under the receiver operating characteristic: the chance that a positive scores higher than a negative (Mann
     * and Whitney 1947).
     *
     * @return NaN when one of the two is missing
     */
    public static double rocAuc(double[] scores, boolean[] positive) {
        Integer[] order = order(scores);
        double rankSum = 0;
        long positives = 0;
        for (int from = 0, to; from < order.length; from = to) {
            to = endOfTies(scores, order, from);
            double rank = (from + 1 + to) / 2.0;
            for (int i = from; i < to; i++) {
                if (positive[order[i]]) {
                    positives++;
                    rankSum += rank;
                }
            }
        }
        double pairs = (double) positives * (scores.length - positives);
        return pairs == 0 ? Double.NaN : (rankSum - positives * (positives + 1) / 2.0) / pairs;
    }

    /**
     * Average precision: precision at each threshold, weighted by the recall it adds; what AUPRC is here.
     *
     * @return NaN when nothing is positive
     */
    public static double averagePrecision(double[] scores, boolean[] positive) {
        Integer[] order = order(scores);
        long positives = 0;
        for (boolean one : positive) {
            positives += one ? 1 : 0;
        }
        double sum = 0;
        long found = 0;
        for (int to = order.length, from; to > 0; to = from) {
            from = to - 1;
            while (from > 0 && scores[order[from - 1]] == scores[order[to - 1]]) {
                from--;
            }
            long more = 0;
            for (int i = from; i < to; i++) {
                more += positive[order[i]] ? 1 : 0;
            }
            found += more;
            sum += more * ((double) found / (order.length - from));
        }
        return positives == 0 ? Double.NaN : sum / positives;
    }

    private static Integer[] order(double[] scores) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        return order;
    }

    private static int endOfTies(double[] scores, Integer[] order, int from) {
        int to = from + 1;
        while (to < order.length && scores[order[to]] == scores[order[from]]) {
            to++;
        }
        return to;
    }
}
