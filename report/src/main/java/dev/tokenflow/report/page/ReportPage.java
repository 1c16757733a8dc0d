package dev.tokenflow.report.page;

import dev.tokenflow.report.chart.Html;
import dev.tokenflow.report.chart.Ink;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.picture.DelayPicture;
import dev.tokenflow.report.picture.FeatureSpace;
import dev.tokenflow.report.run.DiagnosisShare;
import dev.tokenflow.report.run.Headline;
import dev.tokenflow.report.run.RunRecord;
import dev.tokenflow.report.run.RunSummary;
import dev.tokenflow.report.text.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** {@code report.html}: one file with everything in it, which opens without a network. */
final class ReportPage {
    private static final String UPLOT = "META-INF/resources/webjars/uplot/";
    static final String NOTHING_FROM_OUTSIDE =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

    private final RunRecord run;
    private final RunSummary summary;
    private final ReportTables tables;

    private ReportPage(RunRecord run) {
        this.run = run;
        summary = run.summary();
        tables = new ReportTables(summary);
    }

    /** The page's text. */
    public static String html(RunRecord run) throws IOException {
        return new ReportPage(run).page();
    }

    /** Writes the page, replacing what was there. */
    public static void write(RunRecord run, Path file) throws IOException {
        Files.writeString(file, html(run));
    }

    private String page() throws IOException {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + NOTHING_FROM_OUTSIDE + "\">"
                + "<title>TokenFlow run, network " + Html.escape(summary.network()) + "</title>"
                + "<style>" + inks() + uplot("uPlot.min.css") + own("report.css") + "</style></head><body>"
                + header() + "<main>" + results() + charts() + background() + "</main>"
                + "<footer>Written by TokenFlow. Charts: uPlot (MIT licence).</footer>"
                + "<script type=\"application/json\" id=\"feed\">" + new ChartFeed(run).toJson() + "</script>"
                + "<script>" + uplot("uPlot.iife.min.js") + "</script><script>" + own("report.js") + "</script>"
                + "</body></html>\n";
    }

    private String header() {
        return "<header><p class=\"eyebrow\">TokenFlow run</p><h1>" + unbroken(Html.escape(Headline.of(summary)))
                + "</h1>" + "<p class=\"facts\">" + Html.escape(facts()) + "</p></header>";
    }

    /** A number stays on one line with its unit. */
    private static String unbroken(String text) {
        return text.replaceAll("(\\d) (?=(ms|s|%|[kMG]bit/s)\\b)", "$1\u00a0");
    }

    private String facts() {
        List<String> facts = new ArrayList<>();
        facts.add("network " + summary.network());
        if (summary.startedAt() != null) {
            facts.add(summary.startedAt().toString());
        }
        if (summary.streams() != null) {
            String each = summary.tokensPerSecond() == null
                    ? ""
                    : " of " + Figures.number(summary.tokensPerSecond()) + " tokens/s";
            facts.add(summary.streams() + " streams" + each);
        }
        if (summary.durationS() != null) {
            facts.add(Figures.number(summary.durationS()) + " s an arm");
        }
        if (summary.seed() != null) {
            facts.add("seed " + summary.seed());
        }
        return String.join(" · ", facts);
    }

    private String results() {
        return "<section aria-label=\"VerdictLine\">" + tables.verdicts() + "</section>"
                + "<section><h2>Arms</h2>" + tables.arms()
                + "<p class=\"note\">Ratios take delays below 5 ms and counts"
                + " below 5 as 5, so that almost nothing cannot look like a triumph.</p></section>"
                + "<section><h2>By phase</h2>" + tables.phases() + "</section>";
    }

    private String charts() {
        StringBuilder out = new StringBuilder("<section><h2>Over time</h2><div class=\"controls\" hidden>");
        choice(
                out,
                "network",
                "readers behind",
                Map.of("far", ClientNetwork.FAR.title(), "near", ClientNetwork.NEAR.title()),
                "far",
                "near");
        choice(out, "delay-axis", "delay axes", Map.of("log", "logarithmic", "linear", "linear"), "log", "linear");
        out.append(
                "</div><p class=\"note\">One cursor reads all charts; drag to zoom, double-click to reset, click a name"
                        + " to hide a line. Shading and names mark the phases of the faulty link.</p>"
                        + "<noscript><p>These charts need scripts; the tables above hold the figures, timeline.csv"
                        + " every step.</p></noscript>");
        for (ChartPanel panel : ChartPanel.ALL) {
            out.append("<figure><figcaption>")
                    .append(Html.escape(panel.title()))
                    .append("</figcaption><div class=\"chart\" id=\"chart-")
                    .append(panel.id())
                    .append("\" role=\"img\" aria-label=\"")
                    .append(Html.escape(panel.description(run, ClientNetwork.FAR)))
                    .append("\"></div></figure>");
        }
        out.append("</section><section><h2>How the token delays are distributed</h2>");
        for (ClientNetwork network : ClientNetwork.values()) {
            out.append("<figure data-network=\"")
                    .append(network.word())
                    .append("\"><figcaption>Readers behind the ")
                    .append(network.title())
                    .append("</figcaption>")
                    .append(scrolling("Token delay", new DelayPicture(run, network).toSvg()))
                    .append("</figure>");
        }
        return out.append("</section><section><h2>Feature space</h2><figure><figcaption>One point a step; large: faulty"
                        + " link, small:"
                        + " clean link; shape and colour: the law's state</figcaption>")
                .append(scrolling("Feature space", new FeatureSpace(run, FeatureSpace.By.STATE).toSvg()))
                .append("</figure><figure><figcaption>The same; shape and colour: what the path was called")
                .append("</figcaption>")
                .append(scrolling("What the path was called", new FeatureSpace(run, FeatureSpace.By.DIAGNOSIS).toSvg()))
                .append("</figure>")
                .append(tables.diagnoses(DiagnosisShare.of(run)))
                .append("</section>")
                .toString();
    }

    private static void choice(
            StringBuilder out, String name, String legend, Map<String, String> labels, String... values) {
        out.append("<fieldset><legend>").append(legend).append("</legend>");
        for (String value : values) {
            out.append("<label><input type=\"radio\" name=\"")
                    .append(name)
                    .append("\" value=\"")
                    .append(value)
                    .append('"')
                    .append(value.equals(values[0]) ? " checked" : "")
                    .append("> ")
                    .append(labels.get(value))
                    .append("</label>");
        }
        out.append("</fieldset>");
    }

    private static String scrolling(String name, String content) {
        return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + name + "\">" + content + "</div>";
    }

    private String background() throws IOException {
        StringBuilder out = new StringBuilder("<section><h2>The loop</h2>")
                .append(tables.loop())
                .append("</section>");
        out.append("<section><h2>How it was measured</h2>")
                .append(own(measured()))
                .append("<h3>What the metrics mean</h3>")
                .append(own("metrics.html"))
                .append("</section><section><h2>Versions</h2><dl class=\"versions\">");
        if (summary.machine() != null) {
            definition(out, "machine", summary.machine());
        }
        if (summary.agent().source() != null) {
            definition(out, "events from", summary.agent().source());
        }
        summary.versions().forEach((name, version) -> definition(out, name, version));
        return out.append("</dl></section><section><h2>Run it again</h2><pre><code>")
                .append(Html.escape(run.command()))
                .append("</code></pre></section>")
                .toString();
    }

    private String measured() {
        return summary.network().equals("kernel") ? "measured-kernel.html" : "measured-simulated.html";
    }

    private static void definition(StringBuilder out, String name, String text) {
        out.append("<dt>")
                .append(Html.escape(name))
                .append("</dt><dd>")
                .append(Html.escape(text))
                .append("</dd>");
    }

    static String inks() {
        StringBuilder light = new StringBuilder();
        StringBuilder dark = new StringBuilder();
        for (Ink ink : Ink.values()) {
            light.append(ink.variable()).append(':').append(ink.light()).append(';');
            dark.append(ink.variable()).append(':').append(ink.dark()).append(';');
        }
        return ":root{" + light + "}@media (prefers-color-scheme:dark){:root{" + dark + "}}@media print{:root{" + light
                + "}}";
    }

    static String own(String name) throws IOException {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            return text(in, name);
        }
    }

    private static String uplot(String name) throws IOException {
        ClassLoader loader = ReportPage.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(UPLOT + uplotVersion(loader) + "/dist/" + name)) {
            return text(in, name);
        }
    }

    private static String uplotVersion(ClassLoader loader) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = loader.getResourceAsStream("META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            if (in == null) {
                throw new IOException(
                        "uPlot is not on the class path: org.webjars.npm:uplot is missing from this build");
            }
            properties.load(in);
        }
        return properties.getProperty("version");
    }

    private static String text(@Nullable InputStream in, String name) throws IOException {
        if (in == null) {
            throw new IOException(name + " is missing from this build");
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
