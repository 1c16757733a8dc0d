package dev.tokenflow.report.page;

import dev.tokenflow.report.chart.Extent;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.run.RunRecord;
import dev.tokenflow.report.text.Figures;
import dev.tokenflow.report.timeline.TimelineRow;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One chart over time in the report.
 *
 * @param id unique in the page
 * @param title what is drawn, with its unit
 * @param unit of the values
 * @param delay whether the axis may be logarithmic: delays span decades
 * @param stepped whether the value holds until the next one
 * @param value reads it; NaN = unknown
 */
record ChartPanel(
        String id, String title, String unit, boolean delay, boolean stepped, ToDoubleFunction<TimelineRow> value) {
    static final List<ChartPanel> ALL = List.of(
            new ChartPanel(
                    "rtt",
                    "Round trip p95, ms",
                    "ms",
                    true,
                    false,
                    row -> row.path().rttP95Ms()),
            new ChartPanel(
                    "delay",
                    "Token delay p95, ms",
                    "ms",
                    true,
                    false,
                    row -> row.readers().tokenDelayP95Ms()),
            new ChartPanel(
                    "rate",
                    "Delivered, tokens/s",
                    "tokens/s",
                    false,
                    false,
                    row -> row.readers().tokensPerSecond()),
            new ChartPanel(
                    "hint-rate",
                    "Hinted rate, tokens/s per stream",
                    "tokens/s",
                    false,
                    true,
                    row -> row.hint().tokensPerSecond()),
            new ChartPanel(
                    "hint-chunk",
                    "Hinted chunk, tokens",
                    "tokens",
                    false,
                    true,
                    row -> row.hint().tokensPerChunk()),
            new ChartPanel(
                    "retransmits",
                    "Retransmitted segments, %",
                    "%",
                    false,
                    false,
                    row -> row.path().retransmitRate() * 100));

    /** What the chart shows of a network, for readers who do not see it: the range of every arm. */
    String description(RunRecord run, ClientNetwork network) {
        StringBuilder text = new StringBuilder(title)
                .append(" over time, ")
                .append(network.title())
                .append('.');
        for (String arm : run.arms()) {
            Extent extent =
                    Extent.of(run.rows(arm, network).stream().mapToDouble(value).toArray());
            text.append(' ').append(arm).append(": ");
            text.append(
                    extent.isEmpty()
                            ? "no data"
                            : Figures.number(extent.least()) + " to " + Figures.number(extent.most()));
            text.append('.');
        }
        return text.toString();
    }
}
