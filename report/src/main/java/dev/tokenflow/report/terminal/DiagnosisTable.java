package dev.tokenflow.report.terminal;

import dev.tokenflow.core.diagnosis.Diagnosis;
import dev.tokenflow.report.run.DiagnosisShare;
import dev.tokenflow.report.terminal.TextTable.Cell;
import dev.tokenflow.report.terminal.TextTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the faulty link was called, by arm and phase, in plain text. */
public final class DiagnosisTable {
    private static final int WIDTH = 120;

    private DiagnosisTable() {}

    public static String render(List<DiagnosisShare> shares) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("the faulty link, called", true, 9));
        columns.add(new Column("phase", true, 8));
        List<Diagnosis> words = DiagnosisShare.words(shares);
        for (Diagnosis diagnosis : words) {
            columns.add(new Column(diagnosis.text(), false, 7));
        }
        TextTable table = new TextTable(columns);
        for (DiagnosisShare share : shares) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.of(share.arm()), Cell.of(share.phase())));
            for (Diagnosis diagnosis : words) {
                cells.add(Cell.of(String.format(Locale.ROOT, "%.0f %%", 100 * share.share(diagnosis))));
            }
            table.row(cells);
        }
        return String.join("\n", table.lines(WIDTH, false)) + "\n";
    }
}
