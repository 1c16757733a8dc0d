package dev.tokenflow.lab.experiment.result;

import dev.tokenflow.lab.arm.Arms;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The rows that judge streams which are compressed and hinted: against those that are only one of both, and against the
 * oracle of the same bytes. They count the p95 token delay of the whole run, since where compression is enough hardly a
 * second is congested for it.
 */
final class CompressionRows {
    private static final String JUDGED = Arms.TOKENFLOW.name();
    private static final String PLAIN = Arms.TOKENFLOW_PLAIN.name();
    private static final String GZIP = Arms.GZIP.name();
    private static final String SELFCLOCKED = Arms.GZIP_SELFCLOCKED.name();
    private static final String CHUNK4 = Arms.GZIP_CHUNK4.name();
    private static final String ORACLE = Arms.ORACLE_GZIP.name();
    private static final String P95 = "p95 token delay: " + JUDGED + " / ";

    /** Demands up to this one have the stricter targets. */
    private static final double HIGH_DEMAND = 4;

    /** Of the delay of {@link #SELFCLOCKED}, by demand; others have no target. */
    private static final Map<Double, Double> MOST_OF_SELFCLOCKED = Map.of(2.0, 0.4, 4.0, 0.15, 8.0, 0.5);

    private static final double NO_HARM = 1.05;
    private static final double AS_GOOD = 1.1;

    private CompressionRows() {}

    /** Adds every row that the arms of these cells of one demand allow. */
    static void add(List<Judgement> rows, double demand, List<CellResult> all) {
        List<CellResult> cells =
                all.stream().filter(cell -> cell.arms().contains(JUDGED)).toList();
        if (cells.isEmpty()) {
            return;
        }
        if (Judgement.has(cells, PLAIN)) {
            double most = demand <= HIGH_DEMAND ? 0.5 : 0.7;
            Judgement.atMost(rows, P95 + PLAIN, demand, Judgement.median(cells, over(PLAIN)), most);
        }
        if (Judgement.has(cells, GZIP)) {
            List<CellResult> fits = where(cells, cell -> cell.experiment().gzipFits());
            worst(rows, P95 + GZIP + " where it fits", demand, fits, over(GZIP), NO_HARM);
        }
        if (Judgement.has(cells, SELFCLOCKED)) {
            selfclocked(rows, demand, where(cells, cell -> !cell.experiment().gzipFits()));
        }
        if (Judgement.has(cells, CHUNK4)) {
            ToDoubleFunction<CellResult> ratio = over(CHUNK4);
            share(
                    rows,
                    "links where " + JUDGED + " is as good as " + CHUNK4,
                    demand,
                    cells,
                    0.9,
                    cell -> ratio.applyAsDouble(cell) <= AS_GOOD);
            worst(rows, P95 + CHUNK4, demand, cells, ratio, 1.3);
        }
        if (Judgement.has(cells, ORACLE) && demand <= HIGH_DEMAND) {
            share(
                    rows,
                    "links with p95 of " + JUDGED + " <= 2x " + ORACLE + " + 50 ms",
                    demand,
                    cells,
                    0.85,
                    cell -> cell.median(JUDGED, Figure.DELAY_P95) <= 2 * cell.median(ORACLE, Figure.DELAY_P95) + 50);
        }
        Judgement.atLeast(
                rows,
                "tokens: " + JUDGED + " / best arm, worst link",
                demand,
                -Judgement.most(cells, cell -> -tokensOfBest(cell)),
                0.95);
    }

    private static void selfclocked(List<Judgement> rows, double demand, List<CellResult> cells) {
        String what = P95 + SELFCLOCKED + " where gzip does not fit";
        Double most = MOST_OF_SELFCLOCKED.get(demand);
        if (most != null) {
            Judgement.atMost(rows, what, demand, Judgement.median(cells, over(SELFCLOCKED)), most);
        }
        worst(rows, what, demand, cells, over(SELFCLOCKED), NO_HARM);
    }

    private static ToDoubleFunction<CellResult> over(String other) {
        return cell -> cell.ratio(JUDGED, other, Figure.DELAY_P95);
    }

    private static void worst(
            List<Judgement> rows,
            String what,
            double demand,
            List<CellResult> cells,
            ToDoubleFunction<CellResult> ratio,
            double most) {
        Judgement.atMost(rows, what + ", worst link", demand, Judgement.most(cells, ratio), most);
    }

    private static void share(
            List<Judgement> rows,
            String what,
            double demand,
            List<CellResult> cells,
            double least,
            Predicate<CellResult> holds) {
        double share = cells.stream()
                .mapToDouble(cell -> holds.test(cell) ? 1 : 0)
                .average()
                .orElse(Double.NaN);
        Judgement.atLeast(rows, what, demand, share, least);
    }

    /** Tokens delivered, over those of the arm that delivered most. */
    private static double tokensOfBest(CellResult cell) {
        double best = cell.arms().stream()
                .mapToDouble(arm -> cell.median(arm, Figure.TOKENS_DELIVERED))
                .max()
                .orElse(Double.NaN);
        return cell.median(JUDGED, Figure.TOKENS_DELIVERED) / best;
    }

    private static List<CellResult> where(List<CellResult> cells, Predicate<CellResult> holds) {
        return cells.stream().filter(holds).toList();
    }
}
