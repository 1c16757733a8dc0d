package dev.tokenflow.lab.experiment.report;

import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.LinkSeconds;
import dev.tokenflow.lab.experiment.result.Agreement;
import dev.tokenflow.lab.experiment.result.ArmSeries;
import dev.tokenflow.lab.experiment.result.CellResult;
import dev.tokenflow.lab.experiment.result.Figure;
import dev.tokenflow.lab.experiment.result.Judgement;
import dev.tokenflow.report.page.StaticPage;
import dev.tokenflow.report.picture.CurveChart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** {@code report.html} of an experiment. */
final class ExperimentPage {
    private final List<CellResult> cells;
    private final List<Judgement> judged;
    private final List<Agreement> agreement;
    private final String facts;

    ExperimentPage(List<CellResult> cells, List<Judgement> judged, List<Agreement> agreement, String facts) {
        this.cells = cells;
        this.judged = judged;
        this.agreement = agreement;
        this.facts = facts;
    }

    String html() throws IOException {
        return cells.size() == 1 ? one(cells.getFirst()) : many();
    }

    private String one(CellResult cell) throws IOException {
        Experiment e = cell.experiment();
        String title = String.format(
                Locale.ROOT,
                "%s: %d streams of %s tokens/s",
                e.link().name(),
                e.streams() * e.clients(),
                ExperimentTable.number(e.tokensPerSecond()));
        StaticPage page = new StaticPage(title, facts);
        page.heading("Figures");
        List<List<String>> table = ExperimentTable.cell(cell);
        page.table(table.getFirst(), table.subList(1, table.size()));
        page.note("Congested: of the tokens that are due in seconds in which the link carries less than all streams"
                + " need at one token"
                + " a chunk. A token that never arrived counts as delayed until the end of the run.");
        page.note(ExperimentReport.fits(cell));
        judgements(page);
        page.heading("Over time (seed 1)");
        picture(page, cell, "rtt", "Round trip p95", "ms", true, ArmSeries::rttP95Ms, List.of());
        picture(
                page,
                cell,
                "tokens",
                "Tokens delivered",
                "tokens/s",
                false,
                ArmSeries::tokens,
                List.of(capacity(cell)));
        picture(page, cell, "chunk", "Hinted chunk", "tokens", false, ArmSeries::chunk, List.of());
        picture(page, cell, "rate", "Hinted rate", "tokens/s", false, ArmSeries::rate, List.of());
        page.heading("Token delay");
        List<CurveChart.Curve> delays = new ArrayList<>();
        int index = 0;
        for (var entry : cell.series().entrySet()) {
            delays.add(new CurveChart.Curve(
                    entry.getKey(), index++, entry.getValue().delaysMs(), shares()));
        }
        page.figure(
                "Share of tokens that came within a delay",
                CurveChart.svg(
                        "cdf",
                        "Token delay",
                        "token delay, ms",
                        "share of tokens, %",
                        true,
                        false,
                        delays,
                        "A curve for each arm; the further to the left, the better."));
        compare(page);
        return page.html();
    }

    private String many() throws IOException {
        StaticPage page = new StaticPage(
                cells.stream().map(c -> c.experiment().link().name()).distinct().count() + " links, every arm", facts);
        judgements(page);
        page.heading("Token delay, link by link");
        cells.stream().map(c -> c.experiment().demand()).distinct().sorted().forEach(demand -> links(page, demand));
        page.note("Each link counts once, with the median over its seeds; the further to the left, the better. Links"
                + " without a congested"
                + " second are left out.");
        List<List<String>> rows = ExperimentTable.overview(cells);
        page.heading("Every link").table(rows.getFirst(), rows.subList(1, rows.size()));
        page.note("Median over the seeds of the p95 token delay in the seconds in which the link carries less than all"
                + " streams need at"
                + " one token a chunk. Gzip fits: one token a chunk, compressed, takes at most 85 % of the link "
                + "in every"
                + " second.");
        compare(page);
        return page.html();
    }

    /** For every arm, on how many of the links the tokens of congested seconds come within a delay. */
    private void links(StaticPage page, double demand) {
        List<CellResult> ofDemand = cells.stream()
                .filter(cell -> cell.experiment().demand() == demand)
                .toList();
        List<CurveChart.Curve> curves = new ArrayList<>();
        for (String arm : ofDemand.getFirst().arms()) {
            double[] delays = ofDemand.stream()
                    .mapToDouble(cell -> cell.median(arm, Figure.CONGESTED_DELAY_P95))
                    .filter(Double::isFinite)
                    .sorted()
                    .toArray();
            double[] shares = new double[delays.length];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = 100 * (i + 1.0) / shares.length;
            }
            curves.add(new CurveChart.Curve(arm, curves.size(), delays, shares));
        }
        String caption = "Demand " + ExperimentTable.number(demand) + "x the mean of the link";
        page.figure(
                caption,
                CurveChart.svg(
                        "links-" + ExperimentTable.number(demand).replace('.', '-'),
                        caption,
                        "p95 token delay of congested seconds, ms",
                        "share of links, %",
                        true,
                        false,
                        curves,
                        "A curve for each arm: the share of links on which it stays within a delay."));
    }

    private void judgements(StaticPage page) throws IOException {
        if (!judged.isEmpty()) {
            List<List<String>> rows = ExperimentTable.judged(judged);
            page.heading("Judged").table(rows.getFirst(), rows.subList(1, rows.size()));
        }
    }

    private void compare(StaticPage page) throws IOException {
        if (agreement.isEmpty()) {
            return;
        }
        List<List<String>> rows = ExperimentTable.agreement(agreement);
        page.heading("The simulated network against the kernel").table(rows.getFirst(), rows.subList(1, rows.size()));
        page.note("The same links, arms, requests and seeds in virtual time, without Kafka and Flink; medians over the"
                + " seeds.");
    }

    private static void picture(
            StaticPage page,
            CellResult cell,
            String id,
            String title,
            String unit,
            boolean log,
            Function<ArmSeries, double[]> values,
            List<CurveChart.Curve> more) {
        List<CurveChart.Curve> curves = new ArrayList<>(more);
        int index = 0;
        for (var entry : cell.series().entrySet()) {
            double[] ys = values.apply(entry.getValue());
            if (java.util.Arrays.stream(ys).anyMatch(Double::isFinite)) {
                curves.add(new CurveChart.Curve(entry.getKey(), index, seconds(ys.length), ys));
            }
            index++;
        }
        if (curves.size() > more.size()) {
            page.figure(
                    title + ", " + unit,
                    CurveChart.svg(
                            id,
                            title,
                            "time, s",
                            title.toLowerCase(Locale.ROOT) + ", " + unit,
                            false,
                            log,
                            curves,
                            title + " over time, a line for each arm."));
        }
    }

    /** What the link could carry, in tokens at one token a chunk, at most the demand. */
    private static CurveChart.Curve capacity(CellResult cell) {
        LinkSeconds link = cell.experiment().seconds();
        double perToken = Experiment.streamBitsPerSecond(1);
        double[] ys = new double[link.seconds()];
        for (int s = 0; s < ys.length; s++) {
            ys[s] = Math.min(link.capacity(s), cell.experiment().demandBitsPerSecond()) / perToken;
        }
        return new CurveChart.Curve("capacity", 0, seconds(ys.length), ys);
    }

    private static double[] seconds(int count) {
        double[] xs = new double[count];
        for (int s = 0; s < count; s++) {
            xs[s] = s + 1;
        }
        return xs;
    }

    private static double[] shares() {
        double[] shares = new double[100];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = i + 0.5;
        }
        return shares;
    }
}
