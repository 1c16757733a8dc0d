package dev.tokenflow.core.model.path;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Makes training rows from samples of paths. The newest part is held out, so that a model is judged on what came after
 * everything it was trained on; a row whose label lies beyond that border belongs to neither part. Samples that earlier
 * models called unusual are kept from the anomaly forest, which would otherwise get used to them. The exception: when
 * nearly all of the newest part was called unusual, that is what is normal now. Mutable, not thread-safe.
 */
public final class TrainingSet {
    private static final double EWMA = 1.0 / 8;
    private static final double NEW_NORMAL = 0.8;

    /** Some 200 MB. */
    private static final int MOST_SAMPLES = 1_000_000;

    private static final long SEED = 1;

    /** One in fifty: five in the subsample of a tree. */
    private static final int BACKGROUND_EVERY = 50;

    private final double heldShare;
    private final int maxRows;
    private final int maxSamples;
    private final Map<String, List<PathSample>> paths = new HashMap<>();
    private final Set<PathSample> unusual = Collections.newSetFromMap(new IdentityHashMap<>());
    private int samples;
    private int oneIn = 1;

    /**
     * @param heldShare newest share of the time, above 0 and below 1
     * @param maxRows most rows for one horizon; beyond, every second, third … of a path's samples is taken; of more
     *     than five times as many samples, only some paths are kept
     */
    public TrainingSet(double heldShare, int maxRows) {
        if (!(heldShare > 0 && heldShare < 1)) {
            throw new IllegalArgumentException("the share held out is " + heldShare + ", expected between 0 and 1");
        }
        if (maxRows < 1) {
            throw new IllegalArgumentException("most rows is " + maxRows + ", expected 1 or more");
        }
        this.heldShare = heldShare;
        this.maxRows = maxRows;
        maxSamples = (int) Math.min(MOST_SAMPLES, 5L * maxRows);
    }

    /** Adds an ordinary sample. */
    public void add(PathSample sample) {
        add(sample, false);
    }

    /** Adds a sample; those without round trips say nothing. Samples of a path may come in any order. */
    public void add(PathSample sample, boolean calledUnusual) {
        if (sample.isMeasured()) {
            if (isTaken(sample.path())) {
                if (calledUnusual) {
                    unusual.add(sample);
                }
                paths.computeIfAbsent(sample.path(), path -> new ArrayList<>()).add(sample);
                samples++;
            }
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
        unusual.removeIf(sample -> !isTaken(sample.path()));
    }

    private boolean isTaken(String path) {
        return Integer.remainderUnsigned((path.hashCode() * 0x9E3779B9) >>> 8, oneIn) == 0;
    }

    /** Samples that were added and count. */
    public int samples() {
        return samples;
    }

    /**
     * Gives out all rows for these horizons, each horizon's oldest first; horizon 0 is the anomaly forest's, which also
     * gets some rows of made-up trouble.
     */
    public void rows(List<Long> horizonsMs, Consumer<TrainingRow> out) {
        if (samples == 0) {
            return;
        }
        long borderMs = borderMs();
        Set<PathSample> leftOut = isNormalNow(borderMs) ? Set.of() : unusual;
        int stride = Math.max(1, (samples + maxRows - 1) / maxRows);
        for (long horizonMs : horizonsMs) {
            List<Dated> rows = new ArrayList<>();
            paths.values().forEach(path -> rows(path, horizonMs, borderMs, stride, leftOut, rows));
            rows.sort(Comparator.comparingLong(Dated::atMs));
            SplittableRandom random = new SplittableRandom(SEED);
            for (int i = 0; i < rows.size(); i++) {
                TrainingRow row = rows.get(i).row();
                out.accept(row);
                if (horizonMs == 0 && !row.held() && i % BACKGROUND_EVERY == 0) {
                    double[] background = row.inputs().clone();
                    PathInputs.trouble(background, random);
                    out.accept(new TrainingRow(0, false, background, 0, 0));
                }
            }
        }
    }

    /**
     * Whether nearly all of the newest part was called unusual: one link in trouble is no new normal, nor is an hour of
     * it on some.
     */
    private boolean isNormalNow(long borderMs) {
        long all = 0;
        long called = 0;
        for (List<PathSample> path : paths.values()) {
            for (PathSample sample : path) {
                if (sample.atMs() >= borderMs) {
                    all++;
                    called += unusual.contains(sample) ? 1 : 0;
                }
            }
        }
        return called > NEW_NORMAL * all;
    }

    private record Dated(long atMs, TrainingRow row) {}

    private long borderMs() {
        long[] times = paths.values().stream()
                .flatMap(List::stream)
                .mapToLong(PathSample::atMs)
                .toArray();
        Arrays.sort(times);
        return times[(int) Math.min(times.length - 1L, (long) ((1 - heldShare) * times.length))];
    }

    private static void rows(
            List<PathSample> path,
            long horizonMs,
            long borderMs,
            int stride,
            Set<PathSample> leftOut,
            List<Dated> out) {
        path.sort(Comparator.comparingLong(PathSample::atMs));
        double ewma = path.get(0).recentRttMs();
        int target = 0;
        for (int i = 0; i < path.size(); i++) {
            PathSample sample = path.get(i);
            ewma += EWMA * (sample.recentRttMs() - ewma);
            if (i % stride != 0) {
                continue;
            }
            if (horizonMs == 0) {
                if (leftOut.contains(sample)) {
                    continue;
                }
                double[] inputs = new double[PathInputs.ANOMALY.size()];
                PathInputs.anomaly(sample, inputs);
                out.add(new Dated(sample.atMs(), new TrainingRow(0, sample.atMs() >= borderMs, inputs, 0, 0)));
                continue;
            }
            while (target < path.size() && path.get(target).atMs() < sample.atMs() + horizonMs) {
                target++;
            }
            if (target == path.size()) {
                return;
            }
            PathSample came = path.get(target);
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
