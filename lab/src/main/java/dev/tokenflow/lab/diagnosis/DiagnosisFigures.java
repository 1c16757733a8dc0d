package dev.tokenflow.lab.diagnosis;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.lab.experiment.loop.WordLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How right one way of diagnosing is: seconds of every truth by the word in force, and how long the right word took.
 * Adds up over runs. A second is judged at the last instant at which its truth held, so a word may be late by less than
 * the trouble lasts.
 */
final class DiagnosisFigures {
    /** Classes with fewer seconds say too little. */
    static final int LEAST_SECONDS = 200;

    private static final long LEAST_STRETCH_MS = 1_000;
    private static final long NS_PER_MS = 1_000_000L;
    private static final double MINUTE_NS = 60e9;

    private final Map<Diagnosis, Map<Diagnosis, Integer>> seconds = new EnumMap<>(Diagnosis.class);
    private final List<Double> onsetsMs = new ArrayList<>();
    private final List<Double> endsMs = new ArrayList<>();
    private int changes;
    private int alarms;
    private double minutes;

    void add(LinkTruth truth, WordLog words, long startNs, long endNs) {
        for (int i = 0; i < truth.seconds(); i++) {
            LinkTruth.Second second = truth.second(i);
            Diagnosis word = words.at(startNs + second.endMs() * NS_PER_MS);
            seconds.computeIfAbsent(second.truth(), any -> new EnumMap<>(Diagnosis.class))
                    .merge(word, 1, Integer::sum);
        }
        for (LinkTruth.Stretch stretch : truth.stretches(LEAST_STRETCH_MS)) {
            boolean countsLosses =
                    stretch.truth() == Diagnosis.LOSS || stretch.truth() == Diagnosis.CONGESTION_AND_LOSS;
            if (countsLosses && stretch.thirdLossMs() < 0) {
                continue;
            }
            long fromNs = startNs + stretch.fromMs() * NS_PER_MS;
            long countedNs = countsLosses ? startNs + stretch.thirdLossMs() * NS_PER_MS : fromNs;
            long toNs = startNs + stretch.toMs() * NS_PER_MS;
            long rightNs = words.firstNs(stretch.truth(), fromNs, toNs);
            double ms = Math.max(0, (rightNs < 0 ? toNs : rightNs) - countedNs) / (double) NS_PER_MS;
            (stretch.truth() == Diagnosis.NORMAL ? endsMs : onsetsMs).add(ms);
        }
        changes += words.changes(startNs, endNs);
        alarms += words.alarms(startNs, endNs);
        minutes += (endNs - startNs) / MINUTE_NS;
    }

    void add(DiagnosisFigures other) {
        other.seconds.forEach((truth, words) ->
                words.forEach((word, count) -> seconds.computeIfAbsent(truth, any -> new EnumMap<>(Diagnosis.class))
                        .merge(word, count, Integer::sum)));
        onsetsMs.addAll(other.onsetsMs);
        endsMs.addAll(other.endsMs);
        changes += other.changes;
        alarms += other.alarms;
        minutes += other.minutes;
    }

    /** Seconds of a truth. */
    int seconds(Diagnosis truth) {
        return seconds.getOrDefault(truth, Map.of()).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** Seconds of a truth with a word. */
    int seconds(Diagnosis truth, Diagnosis word) {
        return seconds.getOrDefault(truth, Map.of()).getOrDefault(word, 0);
    }

    private int secondsCalled(Diagnosis word) {
        return seconds.values().stream()
                .mapToInt(words -> words.getOrDefault(word, 0))
                .sum();
    }

    /** Whether there were enough seconds of a truth to judge by. */
    boolean counts(Diagnosis truth) {
        return seconds(truth) >= LEAST_SECONDS;
    }

    /** Harmonic mean of precision and recall, 0 to 1; NaN without such seconds. */
    double f1(Diagnosis truth) {
        int right = seconds(truth, truth);
        int all = seconds(truth) + secondsCalled(truth);
        return seconds(truth) == 0 ? Double.NaN : 2.0 * right / all;
    }

    /** Share of a truth's seconds that were called so. */
    double recall(Diagnosis truth) {
        return seconds(truth) == 0 ? Double.NaN : (double) seconds(truth, truth) / seconds(truth);
    }

    /** Mean F1 of the truths that count; NaN without one. */
    double macroF1() {
        return Arrays.stream(Diagnosis.values())
                .filter(this::counts)
                .mapToDouble(this::f1)
                .average()
                .orElse(Double.NaN);
    }

    /** Time to the right word of a trouble, nearest rank, ms. */
    double onsetMs(double percent) {
        return percentile(onsetsMs, percent);
    }

    /** Time until a path that is normal again is called so, nearest rank, ms. */
    double endMs(double percent) {
        return percentile(endsMs, percent);
    }

    double changesPerMinute() {
        return changes / minutes;
    }

    /** Words of trouble after none, a day of one client. */
    double alarmsPerDay() {
        return alarms / minutes * 24 * 60;
    }

    private static double percentile(List<Double> values, double percent) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.max(0, Math.ceil(percent / 100 * sorted.length) - 1)];
    }
}
