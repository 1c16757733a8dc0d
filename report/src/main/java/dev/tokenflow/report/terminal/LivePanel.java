package dev.tokenflow.report.terminal;

import dev.tokenflow.protocol.hint.PathCondition;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.network.PhaseText;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.report.run.LinkFigures;
import dev.tokenflow.report.terminal.TextTable.Cell;
import dev.tokenflow.report.terminal.TextTable.Column;
import dev.tokenflow.report.text.Figures;
import dev.tokenflow.report.timeline.TimelineRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns a {@link LiveState} into text: a panel for terminals, a line for everything else. */
final class LivePanel {
    private static final int BAR_WIDTH = 40;
    private static final String BOLD = "1";

    private static final List<Column> NETWORKS = List.of(
            new Column("readers behind", true, 9),
            new Column("RTT p95", false, 7),
            new Column("loss", false, 3),
            new Column("hint, tok/s", false, 4),
            new Column("chunk", false, 5),
            new Column("state", true, 6),
            new Column("tokens", false, 8),
            new Column("tok/s", false, 1),
            new Column("delay p95", false, 2));

    private static final List<Column> DONE = List.of(
            new Column("arms done", true, 9),
            new Column("tokens", false, 8),
            new Column("delay p50", false, 1),
            new Column("delay p95", false, 7),
            new Column("RTT p95", false, 3),
            new Column("retransmits", false, 2),
            new Column("stalled", false, 4));

    private LivePanel() {}

    /** The panel: lines of at most {@code width} columns, without a line feed after the last. */
    public static String panel(LiveState state, int width, boolean colour) {
        List<String> lines = new ArrayList<>();
        lines.add(heading(state, width, colour));
        lines.add(Ansi.cut(phase(state.phase()), width));
        lines.add("");
        lines.addAll(networks(state).lines(width, colour));
        lines.add("");
        lines.addAll(done(state).lines(width, colour));
        lines.add("");
        lines.add(progress(state, width));
        return String.join("\n", lines);
    }

    /** One line without colours or commands, for pipes and logs. */
    public static String line(LiveState state) {
        StringBuilder line = new StringBuilder();
        line.append(String.format(
                Locale.ROOT,
                "%s/%s arm %d/%d %s",
                clock(state.elapsed()),
                clock(state.total()),
                state.armIndex() + 1,
                state.arms(),
                state.arm()));
        PhaseFacts phase = state.phase();
        line.append(phase == null ? "" : ", " + phase.name() + " " + Figures.bitRate(phase.capacityBitsPerSecond()));
        append(line, ClientNetwork.FAR, state.far());
        append(line, ClientNetwork.NEAR, state.near());
        return Ansi.plain(line.toString());
    }

    private static void append(StringBuilder line, ClientNetwork network, @Nullable TimelineRow row) {
        if (row == null) {
            return;
        }
        line.append(" | ").append(network.title());
        line.append(": rtt p95 ").append(Figures.delay(row.path().rttP95Ms()));
        line.append(", loss ").append(Figures.percent(row.path().retransmitRate()));
        line.append(", hint ").append(Figures.number(row.hint().tokensPerSecond()));
        line.append(" x ").append(Figures.number(row.hint().tokensPerChunk()));
        line.append(' ').append(row.hint().state().word());
        if (row.hint().diagnosis().isTrouble()) {
            line.append(", called ").append(row.hint().diagnosis().text());
        }
        line.append(", ")
                .append(Figures.number(row.readers().tokensDelivered()))
                .append(" tokens");
    }

    private static String heading(LiveState state, int width, boolean colour) {
        String left = Ansi.plain("TokenFlow " + state.title());
        String right = Ansi.plain("arm " + (state.armIndex() + 1) + " of " + state.arms() + ": " + state.arm());
        int blanks = Math.min(width, 96) - left.length() - right.length();
        if (blanks < 2) {
            return Ansi.cut(right, width);
        }
        return (colour ? Ansi.styled(left, BOLD) : left) + " ".repeat(blanks) + right;
    }

    private static String phase(@Nullable PhaseFacts phase) {
        return phase == null
                ? "faulty link not running"
                : Ansi.plain("faulty link " + phase.name() + ": " + PhaseText.of(phase));
    }

    private static TextTable networks(LiveState state) {
        return new TextTable(NETWORKS)
                .row(network(ClientNetwork.FAR, state.far()))
                .row(network(ClientNetwork.NEAR, state.near()));
    }

    private static List<Cell> network(ClientNetwork network, @Nullable TimelineRow row) {
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.of(network.title()));
        if (row == null) {
            while (cells.size() < NETWORKS.size()) {
                cells.add(Cell.of(Figures.UNKNOWN));
            }
            return cells;
        }
        PathCondition state = row.hint().state();
        cells.add(Cell.of(Figures.delay(row.path().rttP95Ms())));
        cells.add(Cell.of(Figures.percent(row.path().retransmitRate())));
        cells.add(Cell.of(Figures.number(row.hint().tokensPerSecond())));
        cells.add(Cell.of(Figures.number(row.hint().tokensPerChunk())));
        boolean unusual = row.hint().diagnosis().isTrouble();
        String called = unusual ? ", called " + row.hint().diagnosis().text() : "";
        cells.add(new Cell(state.word() + called, style(state)));
        cells.add(Cell.of(Figures.number(row.readers().tokensDelivered())));
        cells.add(Cell.of(Figures.number(Math.rint(row.readers().tokensPerSecond()))));
        cells.add(Cell.of(Figures.delay(row.readers().tokenDelayP95Ms())));
        return cells;
    }

    private static TextTable done(LiveState state) {
        TextTable table = new TextTable(DONE);
        for (ArmResult arm : state.done()) {
            LinkFigures link = arm.faultyLink();
            table.row(List.of(
                    Cell.of(arm.name()),
                    Cell.of(Figures.number(link.tokensDelivered())),
                    Cell.of(Figures.delay(link.tokenDelayMs().p50())),
                    Cell.of(Figures.delay(link.tokenDelayMs().p95())),
                    Cell.of(Figures.delay(link.rttMs().p95())),
                    Cell.of(Figures.number(link.retransmits())),
                    Cell.of(Figures.percent(link.stallRatio()))));
        }
        if (state.done().isEmpty()) {
            List<Cell> none = new ArrayList<>();
            DONE.forEach(column -> none.add(Cell.of(none.isEmpty() ? "none yet" : "")));
            table.row(none);
        }
        return table;
    }

    private static String progress(LiveState state, int width) {
        String text =
                String.format(Locale.ROOT, " %3d %%  %s left", (int) (state.progress() * 100), clock(state.left()));
        int bar = Math.min(BAR_WIDTH, width - text.length() - 2);
        if (bar < 5) {
            return Ansi.cut(text.strip(), width);
        }
        int full = (int) Math.round(state.progress() * bar);
        return "[" + "#".repeat(full) + ".".repeat(bar - full) + "]" + text;
    }

    /** Minutes and seconds, rounded up: time left never shows 0:00 while something is left. */
    private static String clock(Duration duration) {
        long seconds = Math.ceilDiv(duration.toMillis(), 1000L);
        return String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    private static String style(PathCondition state) {
        return switch (state) {
            case CLEAR -> "32";
            case CONGESTED -> "33";
            case LOSSY -> "36";
            case STALLED -> "31";
            case UNKNOWN -> "";
        };
    }
}
