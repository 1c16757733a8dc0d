package dev.tokenflow.core.model.path;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.core.model.path.OrdinarySamples.Called;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes training rows from samples of paths. The newest part is held out, so that a model is judged on what came after
 * everything it was trained on; a row whose label lies beyond that border belongs to neither part. The anomaly forest
 * learns from {@link OrdinarySamples ordinary samples} only: it would otherwise get used to trouble. Mutable, not
 * thread-safe.
 */
public final class TrainingSet {
    private static final double EWMA = 1.0 / 8;

    /** Some 200 MB. */
    private static final int MOST_SAMPLES = 1_000_000;

    private static final long SEED = 1;

    /**
     * One in twenty: a dozen in the subsample of a tree, two or three on each axis. With one in fifty a forest that saw
     * no loss finds less than a fifth of what has 2 % of it, with one in ten doubled round trips become too ordinary.
     */
    private static final int BACKGROUND_EVERY = 20;

    /** Of few rows more, so that there is trouble in every subsample, but never more than a tenth. */
    private static final int BACKGROUND_LEAST = 8;

    private static final int BACKGROUND_MOST_EVERY = 10;

    /** A share of lost segments is told of no fewer: one in fifty is 2 %. */
    private static final long LEAST_SEGMENTS = 50;

    private static final double LOW = 0.05;
    private static final double HIGH = 0.95;

    private final double heldShare;
    private final int maxRows;
    private final int maxSamples;
    private final long newNormalMs;
    private final Map<String, List<Called>> paths = new HashMap<>();
    private int samples;
    private int oneIn = 1;
    private @Nullable OrdinarySamples ordinary;

    /**
     * @param heldShare newest share of the time, above 0 and below 1
     * @param maxRows most rows for one horizon; beyond, every second, third … of a path's samples is taken; of more
     *     than five times as many samples, only some paths are kept
     * @param historyMs how far back the samples are to reach; a trouble that was there for four fifths of it is normal
     */
    public TrainingSet(double heldShare, int maxRows, long historyMs) {
        if (!(heldShare > 0 && heldShare < 1)) {
            throw new IllegalArgumentException("the share held out is " + heldShare + ", expected between 0 and 1");
        }
        if (maxRows < 1) {
            throw new IllegalArgumentException("most rows is " + maxRows + ", expected 1 or more");
        }
        this.heldShare = heldShare;
        this.maxRows = maxRows;
        newNormalMs = (long) (OrdinarySamples.NEW_NORMAL * historyMs);
        maxSamples = (int) Math.min(MOST_SAMPLES, 5L * maxRows);
    }

    /**
     * Adds a sample; those without round trips say nothing. Samples of a path may come in any order.
     *
     * @param word what the path was called when it was measured
     */
    public void add(PathSample sample, Diagnosis word) {
        if (sample.isMeasured() && isTaken(sample.path())) {
            paths.computeIfAbsent(sample.path(), path -> new ArrayList<>()).add(new Called(sample, word));
            samples++;
            ordinary = null;
            while (samples > maxSamples && paths.size() > 1) {
                takeFewerPaths();
            }
        }
    }

    /**
     * Half of the paths must do, whole ones: a forecast needs what came a second later. Which, follows from their
     * names.
     */
    private void takeFewerPaths() {
        oneIn *= 2;
        paths.keySet().removeIf(path -> !isTaken(path));
        samples = paths.values().stream().mapToInt(List::size).sum();
    }

    /** Whether samples of this path are kept; of others nothing needs to be read. */
    public boolean isTaken(String path) {
        return Integer.remainderUnsigned((path.hashCode() * 0x9E3779B9) >>> 8, oneIn) == 0;
    }

    /** Samples that were added and count. */
    public int samples() {
        return samples;
    }

    /** What is in here; nothing known without samples. */
    public TrainingFacts facts() {
        WeighedQuantiles loss = new WeighedQuantiles();
        WeighedQuantiles ratio = new WeighedQuantiles();
        long fromMs = Long.MAX_VALUE;
        long toMs = Long.MIN_VALUE;
        OrdinarySamples known = ordinary();
        for (List<Called> path : paths.values()) {
            fromMs = Math.min(fromMs, path.get(0).atMs());
            toMs = Math.max(toMs, path.get(path.size() - 1).atMs());
            boolean[] counts = known.flags(path);
            double weight = 1.0 / path.size(); // every path weighs the same, however often it tells
            for (int i = 0; i < counts.length; i++) {
                PathSample sample = path.get(i).sample();
                if (counts[i]) {
                    ratio.add(sample.p95RttMs() / sample.baselineRttMs(), weight);
                    if (sample.segments() >= LEAST_SEGMENTS) {
                        loss.add((double) sample.lost() / sample.segments(), weight);
                    }
                }
            }
        }
        return new TrainingFacts(
                fromMs,
                toMs,
                paths.size(),
                samples,
                samples == 0 ? 0 : (double) known.count() / samples,
                loss.quantile(LOW),
                loss.quantile(HIGH),
                ratio.quantile(HIGH));
    }

    private OrdinarySamples ordinary() {
        OrdinarySamples known = ordinary;
        if (known == null) {
            paths.values().forEach(path -> path.sort(Comparator.comparingLong(Called::atMs)));
            known = new OrdinarySamples(paths.values(), newNormalMs);
            ordinary = known;
        }
        return known;
    }

    /**
     * Gives out all rows for these horizons, each horizon's oldest first; horizon 0 is the anomaly forest's, which also
     * gets some rows of made-up trouble.
     */
    public void rows(List<Long> horizonsMs, Consumer<TrainingRow> out) {
        if (samples == 0) {
            return;
        }
        OrdinarySamples known = ordinary();
        int stride = Math.max(1, (samples + maxRows - 1) / maxRows);
        long borderMs = borderMs(null);
        for (long horizonMs : horizonsMs) {
            List<Dated> rows = new ArrayList<>();
            if (horizonMs == 0) {
                if (known.count() > 0) {
                    long ordinaryBorderMs = borderMs(known);
                    paths.values().forEach(path -> forestRows(path, ordinaryBorderMs, stride, known, rows));
                }
            } else {
                paths.values().forEach(path -> forecastRows(path, horizonMs, borderMs, stride, rows));
            }
            rows.sort(Comparator.comparingLong(Dated::atMs));
            if (horizonMs == 0) {
                addTrouble(rows);
            }
            rows.forEach(row -> out.accept(row.row()));
        }
    }

    private record Dated(long atMs, TrainingRow row) {}

    /** Where the newest part begins, of the ordinary samples or, with null, of all. */
    private long borderMs(@Nullable OrdinarySamples known) {
        long[] times = new long[samples];
        int n = 0;
        for (List<Called> path : paths.values()) {
            boolean[] counts = known == null ? null : known.flags(path);
            for (int i = 0; i < path.size(); i++) {
                if (counts == null || counts[i]) {
                    times[n++] = path.get(i).atMs();
                }
            }
        }
        Arrays.sort(times, 0, n);
        return times[(int) Math.min(n - 1L, (long) ((1 - heldShare) * n))];
    }

    private static void forestRows(
            List<Called> path, long borderMs, int stride, OrdinarySamples known, List<Dated> out) {
        boolean[] counts = known.flags(path);
        for (int i = 0; i < counts.length; i += stride) {
            if (counts[i]) {
                PathSample sample = path.get(i).sample();
                double[] inputs = new double[PathInputs.ANOMALY.size()];
                PathInputs.anomaly(sample, inputs);
                out.add(new Dated(sample.atMs(), new TrainingRow(0, sample.atMs() >= borderMs, inputs, 0, 0)));
            }
        }
    }

    /** Behind every twentieth row one of made-up trouble. */
    private static void addTrouble(List<Dated> rows) {
        long fitted = rows.stream().filter(row -> !row.row().held()).count();
        long every = Math.max(BACKGROUND_MOST_EVERY, Math.min(BACKGROUND_EVERY, fitted / BACKGROUND_LEAST));
        SplittableRandom random = new SplittableRandom(SEED);
        List<Dated> ordinary = List.copyOf(rows);
        rows.clear();
        for (int i = 0; i < ordinary.size(); i++) {
            Dated row = ordinary.get(i);
            rows.add(row);
            if (!row.row().held() && i % every == 0) {
                double[] background = row.row().inputs().clone();
                PathInputs.trouble(background, random);
                rows.add(new Dated(row.atMs(), new TrainingRow(0, false, background, 0, 0)));
            }
        }
    }

    private static void forecastRows(List<Called> path, long horizonMs, long borderMs, int stride, List<Dated> out) {
        double ewma = path.get(0).sample().recentRttMs();
        int target = 0;
        for (int i = 0; i < path.size(); i++) {
            PathSample sample = path.get(i).sample();
            ewma += EWMA * (sample.recentRttMs() - ewma);
            if (i % stride != 0) {
                continue;
            }
            while (target < path.size() && path.get(target).atMs() < sample.atMs() + horizonMs) {
                target++;
            }
            if (target == path.size()) {
                return;
            }
            PathSample came = path.get(target).sample();
            boolean near = came.atMs() <= sample.atMs() + horizonMs + horizonMs / 2;
            boolean held = sample.atMs() >= borderMs;
            if (near && (held || came.atMs() < borderMs)) {
                out.add(new Dated(sample.atMs(), forecast(sample, came, ewma, horizonMs, held)));
            }
        }
    }

    private static TrainingRow forecast(PathSample sample, PathSample came, double ewma, long horizonMs, boolean held) {
        double[] inputs = new double[PathInputs.FORECAST.size()];
        PathInputs.forecast(sample, inputs);
        return new TrainingRow(
                horizonMs,
                held,
                inputs,
                Math.log(came.recentRttMs() / sample.recentRttMs()),
                Math.log(ewma / sample.recentRttMs()));
    }
}
