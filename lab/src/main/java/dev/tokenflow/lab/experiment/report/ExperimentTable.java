package dev.tokenflow.lab.experiment.report;

import dev.tokenflow.lab.experiment.result.Agreement;
import dev.tokenflow.lab.experiment.result.CellResult;
import dev.tokenflow.lab.experiment.result.Figure;
import dev.tokenflow.lab.experiment.result.Judgement;
import dev.tokenflow.lab.experiment.result.MedianRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures as tables, for the terminal and for the page. */
final class ExperimentTable {
    private static final List<Figure> SHOWN = List.of(
            Figure.TOKENS_DELIVERED,
            Figure.DELAY_P50,
            Figure.DELAY_P95,
            Figure.DELAY_P99,
            Figure.CONGESTED_DELAY_P95,
            Figure.CONGESTED_TTFT_P95,
            Figure.CONGESTED_STALL,
            Figure.TTFT_P95,
            Figure.GAP_P99,
            Figure.STALL,
            Figure.STALL_SLOW_READER,
            Figure.RETRANSMITS,
            Figure.RTT_P95,
            Figure.FALSE_SLOWDOWN,
            Figure.CHUNK_ONE,
            Figure.RATE_CUT,
            Figure.OSCILLATION,
            Figure.HINT_CHANGES,
            Figure.TIME_TO_CUT,
            Figure.TIME_TO_RECOVER,
            Figure.NEIGHBOUR_CHUNK,
            Figure.NEIGHBOUR_SLOWED,
            Figure.NEIGHBOUR_DELAY_P95,
            Figure.LOOP_P50,
            Figure.LOOP_P99);

    private ExperimentTable() {}

    /** Heading and rows of one cell: a figure a row, an arm a column. */
    static List<List<String>> cell(CellResult cell) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("median (low to high)"));
        head.addAll(cell.arms());
        rows.add(head);
        for (Figure figure : SHOWN) {
            List<String> row = new ArrayList<>();
            row.add(figure.unit().isEmpty() ? figure.label() : figure.label() + ", " + figure.unit());
            boolean known = false;
            for (String arm : cell.arms()) {
                MedianRange range = cell.range(arm, figure);
                known |= Double.isFinite(range.median());
                row.add(text(range));
            }
            if (known) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** Heading and rows of many cells: p95 of the congested seconds, a cell a row, an arm a column. */
    static List<List<String>> overview(List<CellResult> cells) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("congested p95, ms", "demand", "streams", "gzip fits"));
        head.addAll(cells.getFirst().arms());
        rows.add(head);
        for (CellResult cell : cells) {
            List<String> row = new ArrayList<>(List.of(
                    cell.experiment().link().name(),
                    number(cell.experiment().demand()),
                    Integer.toString(
                            cell.experiment().streams() * cell.experiment().clients()),
                    fits(cell)));
            cell.arms().forEach(arm -> row.add(number(cell.median(arm, Figure.CONGESTED_DELAY_P95))));
            rows.add(row);
        }
        return rows;
    }

    /** Whether compression alone is enough for the cell, in one word. */
    static String fits(CellResult cell) {
        return cell.experiment().gzipFits() ? "yes" : "no";
    }

    /** Heading and rows of the judgements. */
    static List<List<String>> judged(List<Judgement> judged) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("over all links", "demand", "value", "target", ""));
        for (Judgement row : judged) {
            rows.add(List.of(
                    row.what(),
                    number(row.demand()) + "x",
                    number(row.value()),
                    row.target(),
                    row.met() ? "met" : "MISSED"));
        }
        return rows;
    }

    /** Heading and rows of the comparison with the simulated network. */
    static List<List<String>> agreement(List<Agreement> agreement) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("simulated against kernel", "demand", "arm", "", "kernel", "simulated", "ratio", ""));
        for (Agreement row : agreement) {
            rows.add(List.of(
                    row.link(),
                    number(row.demand()) + "x",
                    row.arm(),
                    row.figure().label(),
                    number(row.kernel()),
                    number(row.simulated()),
                    number(row.ratio()),
                    row.holds() ? "within 25 %" : "OFF"));
        }
        return rows;
    }

    /** Columns aligned by blanks, the first to the left. */
    static String plain(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    private static String text(MedianRange range) {
        if (!Double.isFinite(range.median())) {
            return "-";
        }
        String median = number(range.median());
        boolean same = number(range.low()).equals(number(range.high()));
        return same ? median : median + " (" + number(range.low()) + " to " + number(range.high()) + ")";
    }

    static String number(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        if (Math.abs(value) >= 1000) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        String text = String.format(
                Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.3f", value);
        return text.contains(".") ? text.replaceFirst("0+$", "").replaceFirst("\\.$", "") : text;
    }
}
