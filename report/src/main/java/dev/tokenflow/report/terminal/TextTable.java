package dev.tokenflow.report.terminal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table in plain text: columns aligned, two blanks between them, the least important dropped when the width is short.
 */
final class TextTable {
    private static final String GAP = "  ";

    /**
     * A column.
     *
     * @param title its heading
     * @param left whether its cells stand at the left edge
     * @param importance columns of the smallest are dropped first
     */
    record Column(String title, boolean left, int importance) {}

    /**
     * A cell.
     *
     * @param text what it says
     * @param style ANSI graphics parameters around it; empty for none
     */
    record Cell(String text, String style) {
        static Cell of(String text) {
            return new Cell(text, "");
        }
    }

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    TextTable(List<Column> columns) {
        this.columns = List.copyOf(columns);
    }

    TextTable row(List<Cell> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines, heading first, each at most {@code width} wide unless a single column is wider. */
    List<String> lines(int width, boolean colour) {
        Set<Integer> kept = kept(width);
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.add(line(
                columns.stream().map(column -> new Cell(column.title(), "1")).toList(), kept, colour));
        for (List<Cell> row : rows) {
            lines.add(line(row, kept, colour));
        }
        return lines;
    }

    private String line(List<Cell> cells, Set<Integer> kept, boolean colour) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            if (!kept.contains(i)) {
                continue;
            }
            if (!line.isEmpty()) {
                line.append(GAP);
            }
            Cell cell = cells.get(i);
            String text = Ansi.plain(cell.text());
            String padding = " ".repeat(width(i) - text.length());
            String shown = colour ? Ansi.styled(text, cell.style()) : text;
            line.append(columns.get(i).left() ? shown + padding : padding + shown);
        }
        return line.toString().stripTrailing();
    }

    private Set<Integer> kept(int width) {
        Set<Integer> kept = new HashSet<>();
        for (int i = 0; i < columns.size(); i++) {
            kept.add(i);
        }
        while (kept.size() > 1 && total(kept) > width) {
            int least = -1;
            for (int i : kept) {
                boolean less = least < 0
                        || columns.get(i).importance() < columns.get(least).importance();
                least = less ? i : least;
            }
            kept.remove(least);
        }
        return kept;
    }

    private int total(Set<Integer> kept) {
        return kept.stream().mapToInt(this::width).sum() + GAP.length() * (kept.size() - 1);
    }

    private int width(int column) {
        int width = columns.get(column).title().length();
        for (List<Cell> row : rows) {
            width = Math.max(width, Ansi.plain(row.get(column).text()).length());
        }
        return width;
    }
}
