package dev.tokenflow.lab.experiment.result;

import dev.tokenflow.lab.arm.Arm;
import dev.tokenflow.lab.arm.Arms;
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
    private static final String JUDGED = Arms.TOKENFLOW_PLAIN.name();
    private static final String UNPACED = Arms.UNPACED.name();
    private static final String SELFCLOCKED = Arms.SELFCLOCKED.name();
    private static final String ORACLE = Arms.ORACLE.name();
    private static final String OVER_UNPACED = JUDGED + " / " + UNPACED;
    private static final List<Arm> RIVALS = List.of(Arms.AIMD, Arms.GRADIENT2, Arms.PID, Arms.SIGMOID, Arms.CHUNK4);
    private static final double TOKENS = 0.95;

    /** Every row that the arms of these cells allow; medians over links unless the row says otherwise. */
    public static List<Judgement> of(List<CellResult> cells) {
        List<Judgement> rows = new ArrayList<>();
        TreeSet<Double> demands = new TreeSet<>();
        cells.forEach(cell -> demands.add(cell.experiment().demand()));
        for (double demand : demands) {
            List<CellResult> ofDemand = cells.stream()
                    .filter(cell -> Double.compare(cell.experiment().demand(), demand) == 0)
                    .filter(cell -> cell.arms().contains(JUDGED))
                    .toList();
            if (!ofDemand.isEmpty()) {
                judge(rows, demand, ofDemand);
            }
            CompressionRows.add(
                    rows,
                    demand,
                    cells.stream()
                            .filter(cell -> Double.compare(cell.experiment().demand(), demand) == 0)
                            .toList());
        }
        return rows;
    }

    private static void judge(List<Judgement> rows, double demand, List<CellResult> cells) {
        boolean loaded = demand >= 1;
        if (has(cells, UNPACED) && loaded) {
            double most = demand == 2 ? 0.1 : 0.2;
            atMost(
                    rows,
                    "p95 token delay, congested: " + OVER_UNPACED,
                    demand,
                    median(cells, c -> c.ratio(JUDGED, UNPACED, Figure.CONGESTED_DELAY_P95)),
                    most);
            atMost(
                    rows,
                    "stall ratio, congested: " + OVER_UNPACED,
                    demand,
                    median(cells, c -> c.ratio(JUDGED, UNPACED, Figure.CONGESTED_STALL)),
                    0.2);
            atMost(
                    rows,
                    "TTFT p95, congested: " + OVER_UNPACED,
                    demand,
                    median(cells, c -> c.ratio(JUDGED, UNPACED, Figure.CONGESTED_TTFT_P95)),
                    0.2);
            atMost(
                    rows,
                    "retransmits: " + OVER_UNPACED,
                    demand,
                    median(cells, c -> c.ratio(JUDGED, UNPACED, Figure.RETRANSMITS)),
                    1.0 / 3);
            atMost(
                    rows,
                    "RTT p95: " + OVER_UNPACED,
                    demand,
                    median(cells, c -> c.ratio(JUDGED, UNPACED, Figure.RTT_P95)),
                    0.5);
        }
        alone(rows, demand, cells);
        for (String other : List.of(UNPACED, SELFCLOCKED)) {
            if (has(cells, other)) {
                atLeast(rows, "tokens: " + JUDGED + " / " + other, demand, median(cells, c -> tokens(c, other)), 0.995);
            }
        }
        if (has(cells, SELFCLOCKED)) {
            String what = "p95 token delay, congested: " + JUDGED + " / " + SELFCLOCKED;
            ToDoubleFunction<CellResult> ratio = c -> c.ratio(JUDGED, SELFCLOCKED, Figure.CONGESTED_DELAY_P95);
            if (demand == 1 || demand == 2) {
                atMost(rows, what, demand, median(cells, ratio), 1.0 / 3);
            }
            atMost(rows, what + ", worst link", demand, most(cells, ratio), 1.1);
        }
        if (has(cells, ORACLE)) {
            share(
                    rows,
                    "links with p95 <= 2x oracle + 50 ms",
                    demand,
                    cells,
                    c -> c.median(JUDGED, Figure.CONGESTED_DELAY_P95)
                                    <= 2 * c.median(ORACLE, Figure.CONGESTED_DELAY_P95) + 50
                            ? 1
                            : 0);
        }
        atLeast(rows, "tokens: " + JUDGED + " / best arm, worst link", demand, -most(cells, c -> -best(c)), TOKENS);
        for (Arm rival : RIVALS) {
            if (has(cells, rival.name())) {
                share(
                        rows,
                        "links where " + JUDGED + " is as good as " + rival.name(),
                        demand,
                        cells,
                        c -> asGood(c, rival.name()) ? 1 : 0);
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
        atMost(rows, "oscillation, constant link", demand, median(constant, Figure.OSCILLATION), 0.05);
        atMost(rows, "hint changes a minute, constant link", demand, median(constant, Figure.HINT_CHANGES), 6);
        atMost(rows, "time to cut, s", demand, median(cells, Figure.TIME_TO_CUT), 1);
        atMost(rows, "time to recover, s", demand, median(cells, Figure.TIME_TO_RECOVER), 5);
        List<CellResult> ample = cells.stream()
                .filter(c -> !c.experiment().seconds().anyCongested())
                .toList();
        atMost(rows, "false slowdown, clean link", demand, median(ample, Figure.FALSE_SLOWDOWN), 0.005);
        if (!ample.isEmpty() && has(ample, UNPACED)) {
            boolean lossy = ample.stream().allMatch(Judgement::loses);
            if (lossy) {
                atMost(
                        rows,
                        "token delay p99 under loss: " + OVER_UNPACED,
                        demand,
                        median(ample, c -> c.ratio(JUDGED, UNPACED, Figure.DELAY_P99)),
                        1.05);
                atMost(rows, "time below full rate under loss", demand, median(ample, Figure.RATE_CUT), 0);
                atLeast(rows, "time at chunk 1 under loss", demand, median(ample, Figure.CHUNK_ONE), 0.99);
            } else {
                atMost(
                        rows,
                        "p95 token delay above unpaced, ms, clean link",
                        demand,
                        median(ample, c -> c.median(JUDGED, Figure.DELAY_P95) - c.median(UNPACED, Figure.DELAY_P95)),
                        1);
            }
        }
        atMost(
                rows,
                "largest chunk of a neighbour",
                demand,
                most(cells, c -> c.range(JUDGED, Figure.NEIGHBOUR_CHUNK).high()),
                2);
        atMost(
                rows,
                "time below full rate, worst neighbour",
                demand,
                most(cells, c -> c.range(JUDGED, Figure.NEIGHBOUR_SLOWED).high()),
                0);
    }

    private static boolean loses(CellResult cell) {
        return cell.experiment().link().timeline().at(0).loss() > 0;
    }

    private static double median(List<CellResult> cells, Figure figure) {
        return median(cells, c -> c.median(JUDGED, figure));
    }

    private static boolean asGood(CellResult cell, String rival) {
        return cell.median(JUDGED, Figure.CONGESTED_DELAY_P95) <= cell.median(rival, Figure.CONGESTED_DELAY_P95)
                && tokens(cell, rival) >= TOKENS;
    }

    private static double tokens(CellResult cell, String other) {
        return cell.median(JUDGED, Figure.TOKENS_DELIVERED) / cell.median(other, Figure.TOKENS_DELIVERED);
    }

    private static double best(CellResult cell) {
        return cell.arms().stream().mapToDouble(arm -> tokens(cell, arm)).min().orElse(Double.NaN);
    }

    static boolean has(List<CellResult> cells, String arm) {
        return cells.stream().allMatch(cell -> cell.arms().contains(arm));
    }

    static double median(List<CellResult> cells, ToDoubleFunction<CellResult> of) {
        return MedianRange.of(cells.stream().map(of::applyAsDouble).toList()).median();
    }

    static double most(List<CellResult> cells, ToDoubleFunction<CellResult> of) {
        return MedianRange.of(cells.stream().map(of::applyAsDouble).toList()).high();
    }

    private static void share(
            List<Judgement> rows,
            String what,
            double demand,
            List<CellResult> cells,
            ToDoubleFunction<CellResult> holds) {
        double share = cells.stream()
                .filter(c -> Double.isFinite(c.median(JUDGED, Figure.CONGESTED_DELAY_P95)))
                .mapToDouble(holds)
                .average()
                .orElse(Double.NaN);
        atLeast(rows, what, demand, share, 0.8);
    }

    static void atMost(List<Judgement> rows, String what, double demand, double value, double most) {
        if (Double.isFinite(value)) {
            rows.add(new Judgement(what, demand, value, "<= " + number(most), value <= most));
        }
    }

    static void atLeast(List<Judgement> rows, String what, double demand, double value, double least) {
        if (Double.isFinite(value)) {
            rows.add(new Judgement(what, demand, value, ">= " + number(least), value >= least));
        }
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
    }
}
