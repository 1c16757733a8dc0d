package dev.tokenflow.lab.experiment.result;

import dev.tokenflow.lab.experiment.plan.ExperimentArm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * A row of what an experiment had to show over its links.
 *
 * @param what is judged
 * @param demand class, as the command gave it; NaN = all
 * @param value over the links
 * @param target in words
 * @param met whether the value reaches it
 */
public record Judgement(String what, double demand, double value, String target, boolean met) {
    private static final String OURS = ExperimentArm.OURS.word();
    private static final String ORACLE = ExperimentArm.ORACLE.word();
    private static final double TOKENS = 0.95;

    /** Every row that the arms of these cells allow; medians over links unless the row says otherwise. */
    public static List<Judgement> of(List<CellResult> cells) {
        List<Judgement> rows = new ArrayList<>();
        TreeSet<Double> demands = new TreeSet<>();
        cells.forEach(cell -> demands.add(cell.experiment().demand()));
        for (double demand : demands) {
            List<CellResult> ofDemand = cells.stream()
                    .filter(cell -> Double.compare(cell.experiment().demand(), demand) == 0)
                    .filter(cell -> cell.arms().contains(OURS))
                    .toList();
            if (!ofDemand.isEmpty()) {
                judge(rows, demand, ofDemand);
            }
        }
        return rows;
    }

    private static void judge(List<Judgement> rows, double demand, List<CellResult> cells) {
        boolean loaded = demand >= 1;
        if (has(cells, "unpaced") && loaded) {
            double most = demand == 2 ? 0.1 : 0.2;
            atMost(
                    rows,
                    "p95 token delay, congested: ours / unpaced",
                    demand,
                    median(cells, c -> c.ratio(OURS, "unpaced", Figure.CONGESTED_DELAY_P95)),
                    most);
            atMost(
                    rows,
                    "stall ratio, congested: ours / unpaced",
                    demand,
                    median(cells, c -> c.ratio(OURS, "unpaced", Figure.CONGESTED_STALL)),
                    0.2);
            atMost(
                    rows,
                    "TTFT p95, congested: ours / unpaced",
                    demand,
                    median(cells, c -> c.ratio(OURS, "unpaced", Figure.CONGESTED_TTFT_P95)),
                    0.2);
            atMost(
                    rows,
                    "retransmits: ours / unpaced",
                    demand,
                    median(cells, c -> c.ratio(OURS, "unpaced", Figure.RETRANSMITS)),
                    1.0 / 3);
            atMost(
                    rows,
                    "RTT p95: ours / unpaced",
                    demand,
                    median(cells, c -> c.ratio(OURS, "unpaced", Figure.RTT_P95)),
                    0.5);
        }
        alone(rows, demand, cells);
        for (String other : List.of("unpaced", "selfclocked")) {
            if (has(cells, other)) {
                atLeast(rows, "tokens: ours / " + other, demand, median(cells, c -> tokens(c, other)), 0.995);
            }
        }
        if (has(cells, "selfclocked")) {
            ToDoubleFunction<CellResult> ratio = c -> c.ratio(OURS, "selfclocked", Figure.CONGESTED_DELAY_P95);
            if (demand == 1 || demand == 2) {
                atMost(rows, "p95 token delay, congested: ours / selfclocked", demand, median(cells, ratio), 1.0 / 3);
            }
            atMost(rows, "the same, worst link", demand, most(cells, ratio), 1.1);
        }
        if (has(cells, ORACLE)) {
            share(
                    rows,
                    "links with p95 <= 2x oracle + 50 ms",
                    demand,
                    cells,
                    c -> c.median(OURS, Figure.CONGESTED_DELAY_P95)
                                    <= 2 * c.median(ORACLE, Figure.CONGESTED_DELAY_P95) + 50
                            ? 1
                            : 0);
        }
        atLeast(rows, "tokens: ours / best arm, worst link", demand, -most(cells, c -> -best(c)), TOKENS);
        for (String rival : List.of("aimd", "gradient2", "pid", "seed", "fixed")) {
            if (has(cells, rival)) {
                share(rows, "links where ours is as good as " + rival, demand, cells, c -> asGood(c, rival) ? 1 : 0);
            }
        }
    }

    /**
     * What links of one kind alone can show: those that never change, that never congest, that only lose, and those
     * with neighbours.
     */
    private static void alone(List<Judgement> rows, double demand, List<CellResult> cells) {
        List<CellResult> constant = cells.stream()
                .filter(c -> c.experiment().seconds().constant())
                .filter(c -> c.experiment().seconds().anyCongested())
                .toList();
        atMost(rows, "oscillation, constant link", demand, ours(constant, Figure.OSCILLATION), 0.05);
        atMost(rows, "hint changes a minute, constant link", demand, ours(constant, Figure.HINT_CHANGES), 6);
        atMost(rows, "time to cut, s", demand, ours(cells, Figure.TIME_TO_CUT), 1);
        atMost(rows, "time to recover, s", demand, ours(cells, Figure.TIME_TO_RECOVER), 5);
        List<CellResult> ample = cells.stream()
                .filter(c -> !c.experiment().seconds().anyCongested())
                .toList();
        atMost(rows, "false slowdown, clean link", demand, ours(ample, Figure.FALSE_SLOWDOWN), 0.005);
        if (!ample.isEmpty() && has(ample, "unpaced")) {
            boolean lossy = ample.stream().allMatch(Judgement::loses);
            if (lossy) {
                atMost(
                        rows,
                        "token delay p99 under loss: ours / unpaced",
                        demand,
                        median(ample, c -> c.ratio(OURS, "unpaced", Figure.DELAY_P99)),
                        1.05);
                atMost(rows, "time below full rate under loss", demand, ours(ample, Figure.RATE_CUT), 0);
                atLeast(rows, "time at chunk 1 under loss", demand, ours(ample, Figure.CHUNK_ONE), 0.99);
            } else {
                atMost(
                        rows,
                        "p95 token delay above unpaced, ms, clean link",
                        demand,
                        median(ample, c -> c.median(OURS, Figure.DELAY_P95) - c.median("unpaced", Figure.DELAY_P95)),
                        1);
            }
        }
        atMost(
                rows,
                "largest chunk of a neighbour",
                demand,
                most(cells, c -> c.spread(OURS, Figure.NEIGHBOUR_CHUNK).high()),
                2);
        atMost(
                rows,
                "time below full rate, worst neighbour",
                demand,
                most(cells, c -> c.spread(OURS, Figure.NEIGHBOUR_SLOWED).high()),
                0);
    }

    private static boolean loses(CellResult cell) {
        return cell.experiment().link().timeline().at(0).loss() > 0;
    }

    private static double ours(List<CellResult> cells, Figure figure) {
        return median(cells, c -> c.median(OURS, figure));
    }

    private static boolean asGood(CellResult cell, String rival) {
        return cell.median(OURS, Figure.CONGESTED_DELAY_P95) <= cell.median(rival, Figure.CONGESTED_DELAY_P95)
                && tokens(cell, rival) >= TOKENS;
    }

    private static double tokens(CellResult cell, String other) {
        return cell.median(OURS, Figure.TOKENS_DELIVERED) / cell.median(other, Figure.TOKENS_DELIVERED);
    }

    private static double best(CellResult cell) {
        return cell.arms().stream().mapToDouble(arm -> tokens(cell, arm)).min().orElse(Double.NaN);
    }

    private static boolean has(List<CellResult> cells, String arm) {
        return cells.stream().allMatch(cell -> cell.arms().contains(arm));
    }

    private static double median(List<CellResult> cells, ToDoubleFunction<CellResult> of) {
        return Spread.of(cells.stream().map(of::applyAsDouble).toList()).median();
    }

    private static double most(List<CellResult> cells, ToDoubleFunction<CellResult> of) {
        return Spread.of(cells.stream().map(of::applyAsDouble).toList()).high();
    }

    private static void share(
            List<Judgement> rows,
            String what,
            double demand,
            List<CellResult> cells,
            ToDoubleFunction<CellResult> holds) {
        double share = cells.stream()
                .filter(c -> Double.isFinite(c.median(OURS, Figure.CONGESTED_DELAY_P95)))
                .mapToDouble(holds)
                .average()
                .orElse(Double.NaN);
        atLeast(rows, what, demand, share, 0.8);
    }

    private static void atMost(List<Judgement> rows, String what, double demand, double value, double most) {
        if (Double.isFinite(value)) {
            rows.add(new Judgement(what, demand, value, "<= " + number(most), value <= most));
        }
    }

    private static void atLeast(List<Judgement> rows, String what, double demand, double value, double least) {
        if (Double.isFinite(value)) {
            rows.add(new Judgement(what, demand, value, ">= " + number(least), value >= least));
        }
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
    }
}
