package dev.tokenflow.lab.experiment.capacity;

import dev.tokenflow.core.model.capacity.CapacityForecast;
import dev.tokenflow.core.model.capacity.CapacityRow;
import dev.tokenflow.core.model.capacity.CapacityScore;
import dev.tokenflow.core.pacing.capacity.CapacityHorizon;
import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
import dev.tokenflow.lab.experiment.plan.Experiment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Judges every way to foretell a low quantile of the capacity on links of trips that it has not learnt from: each trip
 * in turn is left out.
 */
public final class CapacityJudge {
    /** Rows of a link below which it is not judged. */
    private static final int FEWEST_ROWS = 50;

    private static final List<Arm> TEACHERS = List.of(Arms.TOKENFLOW_PLAIN, Arms.TOKENFLOW);

    private final double share;
    private final int seeds;
    private final Consumer<String> progress;

    /**
     * @param share of the time in which the path may be slower than what is said
     * @param seeds runs of every arm, link and demand
     * @param progress takes a line for people now and then
     */
    public CapacityJudge(double share, int seeds, Consumer<String> progress) {
        this.share = share;
        this.seeds = seeds;
        this.progress = progress;
    }

    /**
     * Runs and judges.
     *
     * @param cells links and demands
     * @throws IllegalArgumentException when the links are of one trip only
     */
    public List<CapacityJudgement> judge(List<Experiment> cells) throws InterruptedException {
        Set<String> trips = new LinkedHashSet<>();
        cells.forEach(cell -> trips.add(Trip.of(cell.link().name())));
        if (trips.size() < 2) {
            throw new IllegalArgumentException(
                    "--link: all links are of the trip '" + trips.iterator().next()
                            + "', expected those of two trips or more: one to learn from, one to judge by");
        }
        Map<CapacityHorizon, Map<String, List<CapacityRow>>> rows = rows(cells);
        List<CapacityJudgement> judgements = new ArrayList<>();
        rows.forEach((horizon, ofLinks) -> {
            for (String trip : trips) {
                progress.accept("judging " + trip + ", " + horizon.word() + " ahead");
                judgements.addAll(judge(horizon, ofLinks, trip));
            }
        });
        return judgements;
    }

    private List<CapacityJudgement> judge(
            CapacityHorizon horizon, Map<String, List<CapacityRow>> ofLinks, String trip) {
        Map<String, List<CapacityRow>> others = new LinkedHashMap<>();
        ofLinks.forEach((link, rows) -> {
            if (!Trip.of(link).equals(trip)) {
                others.computeIfAbsent(Trip.of(link), any -> new ArrayList<>()).addAll(rows);
            }
        });
        List<List<CapacityRow>> lessons = List.copyOf(others.values());
        Map<CapacityForecast, ToDoubleFunction<CapacityRow>> ways = new EnumMap<>(CapacityForecast.class);
        for (CapacityForecast way : CapacityForecast.values()) {
            ToDoubleFunction<CapacityRow> said = way.learn(lessons, share);
            if (said != null) {
                ways.put(way, said);
            }
        }
        List<CapacityJudgement> judgements = new ArrayList<>();
        ofLinks.forEach((link, rows) -> {
            if (Trip.of(link).equals(trip)
                    && rows.stream().filter(row -> !row.isCensored()).count() >= FEWEST_ROWS) {
                ways.forEach((way, said) -> judgements.add(new CapacityJudgement(
                        link,
                        horizon,
                        way,
                        CapacityScore.bySight(rows, said, share),
                        CapacityScore.byTruth(rows, said, share))));
            }
        });
        return judgements;
    }

    /** Of every horizon and link, from all its runs. */
    private Map<CapacityHorizon, Map<String, List<CapacityRow>>> rows(List<Experiment> cells)
            throws InterruptedException {
        Map<CapacityHorizon, Map<String, List<CapacityRow>>> rows = new EnumMap<>(CapacityHorizon.class);
        ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            Map<Experiment, List<Future<Map<CapacityHorizon, List<CapacityRow>>>>> running = new LinkedHashMap<>();
            for (Experiment cell : cells) {
                for (Arm arm : TEACHERS) {
                    for (long seed = 1; seed <= seeds; seed++) {
                        long chosen = seed;
                        running.computeIfAbsent(cell, any -> new ArrayList<>())
                                .add(pool.submit(() -> CapacityLessons.of(cell, arm, chosen, share)));
                    }
                }
            }
            for (Map.Entry<Experiment, List<Future<Map<CapacityHorizon, List<CapacityRow>>>>> cell :
                    running.entrySet()) {
                String link = cell.getKey().link().name();
                for (Future<Map<CapacityHorizon, List<CapacityRow>>> run : cell.getValue()) {
                    run.get()
                            .forEach((horizon, made) -> rows.computeIfAbsent(horizon, any -> new LinkedHashMap<>())
                                    .computeIfAbsent(link, any -> new ArrayList<>())
                                    .addAll(made));
                }
                progress.accept("ran " + link + ", demand " + cell.getKey().demand());
            }
            return rows;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run failed", e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
