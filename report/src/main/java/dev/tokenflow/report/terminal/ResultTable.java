package dev.tokenflow.report.terminal;

import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.report.run.Metric;
import dev.tokenflow.report.run.PhaseResult;
import dev.tokenflow.report.run.RunSummary;
import dev.tokenflow.report.run.VerdictLine;
import dev.tokenflow.report.terminal.TextTable.Cell;
import dev.tokenflow.report.terminal.TextTable.Column;
import dev.tokenflow.report.text.Figures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table at the end of a run: every metric of every arm, how the arm with hints compares, and what the run had to
 * show.
 */
public final class ResultTable {
    private final RunSummary summary;
    private final @Nullable ArmResult hinted;
    private final @Nullable ArmResult unpaced;

    private ResultTable(RunSummary summary) {
        this.summary = summary;
        hinted = summary.hinted();
        unpaced = summary.arm(ArmResult.UNPACED);
    }

    /** The table as text, ending in a line feed. */
    public static String render(RunSummary summary) {
        ResultTable table = new ResultTable(summary);
        List<String> lines = new ArrayList<>();
        for (ClientNetwork network : ClientNetwork.values()) {
            lines.addAll(table.figures(network));
            lines.add("");
        }
        if (!summary.linkPhases().isEmpty()) {
            lines.addAll(table.phases());
            lines.add("");
        }
        lines.addAll(table.verdicts());
        return String.join("\n", lines).stripTrailing() + "\n";
    }

    private List<String> figures(ClientNetwork network) {
        TextTable table = table(network.title());
        for (Metric metric : Metric.ALL) {
            List<String> texts = new ArrayList<>();
            summary.arms().forEach(arm -> texts.add(metric.text(arm.figures(network))));
            boolean measured = texts.stream().anyMatch(text -> !text.equals(Figures.UNKNOWN));
            if (measured) {
                String compared = hinted == null || unpaced == null
                        ? ""
                        : metric.compare(hinted.figures(network), unpaced.figures(network));
                table.row(cells(metric.label(), texts, compared));
            }
        }
        return table.isEmpty() ? List.of(network.title() + ": no figures") : table.lines(Integer.MAX_VALUE, false);
    }

    private List<String> phases() {
        TextTable table = table("token delay p95 by phase, ms");
        for (PhaseFacts phase : summary.linkPhases()) {
            List<String> texts = new ArrayList<>();
            summary.arms().forEach(arm -> texts.add(Figures.number(delayP95(arm, phase))));
            String compared = hinted == null || unpaced == null
                    ? ""
                    : Metric.compareDelays(delayP95(hinted, phase), delayP95(unpaced, phase));
            table.row(
                    cells(phase.name() + " (" + Figures.bitRate(phase.capacityBitsPerSecond()) + ")", texts, compared));
        }
        return table.lines(Integer.MAX_VALUE, false);
    }

    private List<String> verdicts() {
        TextTable table = new TextTable(List.of(
                new Column("verdict", true, 1),
                new Column("", true, 1),
                new Column("value", false, 1),
                new Column("target", true, 1)));
        for (VerdictLine verdict : summary.verdict()) {
            String word = verdict.met() == null ? "unknown" : verdict.met() ? "met" : "MISSED";
            table.row(List.of(
                    Cell.of(word),
                    Cell.of(verdict.name()),
                    Cell.of(Figures.number(verdict.value(), verdict.unit())),
                    Cell.of(verdict.targetText())));
        }
        return summary.verdict().isEmpty() ? List.of() : table.lines(Integer.MAX_VALUE, false);
    }

    private TextTable table(String title) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column(title, true, 1));
        summary.arms().forEach(arm -> columns.add(new Column(arm.name(), false, 1)));
        columns.add(new Column(
                hinted == null || unpaced == null ? "" : hinted.name() + " against " + unpaced.name(), false, 1));
        return new TextTable(columns);
    }

    private static List<Cell> cells(String name, List<String> texts, String compared) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(name));
        texts.forEach(text -> cells.add(Cell.of(text)));
        cells.add(Cell.of(compared));
        return cells;
    }

    private static @Nullable Double delayP95(ArmResult arm, PhaseFacts phase) {
        PhaseResult result = arm.faultyLink().phase(phase.name());
        return result == null ? null : result.tokenDelayMs().p95();
    }
}
