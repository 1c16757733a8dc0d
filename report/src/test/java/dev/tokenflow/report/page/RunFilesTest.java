package dev.tokenflow.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tokenflow.report.chart.Html;
import dev.tokenflow.report.chart.Ink;
import dev.tokenflow.report.network.ClientNetwork;
import dev.tokenflow.report.network.PhaseFacts;
import dev.tokenflow.report.run.AgentFigures;
import dev.tokenflow.report.run.ArmResult;
import dev.tokenflow.report.run.DelayCurve;
import dev.tokenflow.report.run.LinkFigures;
import dev.tokenflow.report.run.RunRecord;
import dev.tokenflow.report.run.RunSummary;
import dev.tokenflow.report.run.SyntheticRun;
import dev.tokenflow.report.run.VerdictLine;
import dev.tokenflow.report.timeline.HintSample;
import dev.tokenflow.report.timeline.LinkSample;
import dev.tokenflow.report.timeline.ReaderSample;
import dev.tokenflow.report.timeline.TimelineFile;
import dev.tokenflow.report.timeline.TimelineRow;
import dev.tokenflow.report.timeline.TransportSample;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
    /** A name that breaks out of HTML, of attributes, of scripts and of CSV wherever it is not escaped. */
    private static final String HOSTILE = "p\"'><script>alert(1)</script>,&";

    @TempDir
    static Path dir;

    private static RunRecord run;

    @BeforeAll
    static void write() throws IOException {
        run = SyntheticRun.of(7);
        RunFiles.write(run, dir);
    }

    @Test
    void timelineHasAHeaderWithUnitsAndARowAStep() throws IOException {
        List<String> lines = Files.readAllLines(dir.resolve(RunFiles.TIMELINE));
        assertThat(lines).hasSize(1 + run.timeline().size());
        assertThat(lines.getFirst())
                .startsWith("arm,network,time_s,phase,capacity_bit_per_s,queue_ms,rtt_p50_ms,rtt_p95_ms,")
                .contains("hint_rate_tokens_per_s,hint_chunk_tokens,hint_state,diagnosis,tokens_delivered,"
                        + "token_rate_tokens_per_s,token_delay_p95_ms");
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.chars().filter(c -> c == ',').count()).isEqualTo(22));
    }

    @Test
    void timelineLeavesUnknownCellsEmptyAndQuotesText() {
        TimelineRow row = new TimelineRow(
                "a,\"b\"",
                ClientNetwork.NEAR,
                0.2,
                "clean",
                LinkSample.UNKNOWN,
                TransportSample.UNKNOWN,
                HintSample.NONE,
                new ReaderSample(3, 15, 25.5, 10, 0));
        assertThat(TimelineFile.lines(List.of(row)).get(1))
                .isEqualTo("\"a,\"\"b\"\"\",near,0.2,clean,,,,,,,,,,,,,unknown,unknown,3,15,25.5,10,0");
    }

    @Test
    void picturesAreLargeAndNotBlank() throws IOException {
        for (String name : List.of(RunFiles.TIMELINE_PICTURE, RunFiles.FEATURE_PICTURE)) {
            BufferedImage image = ImageIO.read(dir.resolve(name).toFile());
            assertThat(image.getWidth()).isEqualTo(1600);
            assertThat(image.getHeight()).isEqualTo(1000);
            Map<Integer, Integer> colours = colours(image);
            for (Ink ink : List.of(Ink.VERMILLION, Ink.BLUE, Ink.GREEN)) {
                assertThat(colours.getOrDefault(rgb(ink), 0))
                        .as("%s in %s", ink, name)
                        .isGreaterThan(100);
            }
            assertThat(colours.get(rgb(Ink.PAGE))).as("ground of " + name).isLessThan(1600 * 1000);
        }
    }

    @Test
    void reportNeedsNothingFromOutside() throws IOException {
        String html = Files.readString(dir.resolve(RunFiles.REPORT));
        String own = html.replaceAll("(?s)<script>.*?</script>", "");
        assertThat(own).doesNotContain("http://", "https://", " src=", "@import", "<link");
        assertThat(Pattern.compile("url\\((?!#)").matcher(own).find()).isFalse();
        assertThat(html).contains("default-src 'none'", "uPlot", "prefers-color-scheme:dark");
        assertThat(html).contains(Html.escape("In the congested phase (500"));
    }

    @Test
    void reportIsBalancedAndItsFeedParses() throws IOException {
        String html = Files.readString(dir.resolve(RunFiles.REPORT));
        assertBalanced(html);
        JsonNode feed = feed(html);
        assertThat(feed.get("arms")).hasSize(3);
        assertThat(feed.get("phases")).hasSize(4);
        assertThat(feed.get("panels")).hasSize(ChartPanel.ALL.size());
        int points = feed.get("seconds").size();
        assertThat(points).isEqualTo(325);
        feed.get("panels").forEach(panel -> {
            assertThat(panel.get("far"))
                    .hasSize(3)
                    .allSatisfy(values -> assertThat(values).hasSize(points));
            assertThat(panel.get("near"))
                    .hasSize(3)
                    .allSatisfy(values -> assertThat(values).hasSize(points));
            assertThat(html).contains("id=\"chart-" + panel.get("id").asText() + "\"");
        });
        assertThat(feed.get("panels").get(0).get("far").get(0).get(80).asDouble())
                .isGreaterThan(200);
    }

    @Test
    void textOfUsersIsEscapedEverywhere() throws IOException {
        RunSummary plain = run.summary();
        RunSummary hostile = new RunSummary(
                HOSTILE,
                null,
                null,
                null,
                null,
                null,
                HOSTILE,
                Map.of(HOSTILE, HOSTILE),
                List.of(new PhaseFacts(HOSTILE, 0, 10, 2e6, null, null, 0)),
                new AgentFigures(null, null, null, HOSTILE),
                plain.kafka(),
                plain.job(),
                plain.loopLatencyMs(),
                List.of(new ArmResult(HOSTILE, LinkFigures.UNKNOWN, LinkFigures.UNKNOWN, null, null, null)),
                null,
                null,
                List.of(new VerdictLine(HOSTILE, 1.0, HOSTILE, HOSTILE, true)));
        TimelineRow row = run.timeline().getFirst();
        List<TimelineRow> rows = List.of(
                new TimelineRow(HOSTILE, row.network(), 1, HOSTILE, row.link(), row.path(), row.hint(), row.readers()));
        List<DelayCurve> curves = List.of(DelayCurve.of(HOSTILE, ClientNetwork.FAR, new double[] {1, 2, 3}));
        String html = ReportPage.html(new RunRecord(hostile, rows, curves, HOSTILE));
        assertThat(html)
                .doesNotContain("<script>alert")
                .doesNotContain("p\"'>")
                .contains("p&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;,&amp;");
        assertBalanced(html);
        assertThat(feed(html).get("arms").get(0).get("name").asText()).isEqualTo(HOSTILE);
    }

    @Test
    void anEmptyRunSaysNoDataInsteadOfFailing(@TempDir Path empty) throws IOException {
        RunSummary nothing = SyntheticRun.withoutFigures("simulated", List.of(), List.of());
        assertThat(RunFiles.write(new RunRecord(nothing, List.of(), List.of(), "./tokenflow demo"), empty))
                .allSatisfy(file -> assertThat(file).isNotEmptyFile());
        String html = Files.readString(empty.resolve(RunFiles.REPORT));
        assertThat(html).contains("The run has no figures of the arm tokenflow.", "no data");
        assertBalanced(html);
    }

    private static JsonNode feed(String html) throws IOException {
        int from = html.indexOf("id=\"feed\">") + "id=\"feed\">".length();
        return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
    }

    /** Every element that is opened is closed, in order. */
    private static void assertBalanced(String html) {
        String markup = html.replaceAll("(?s)<(script|style)([^>]*)>.*?</\\1>", "<$1></$1>")
                .replace("<!doctype html>", "");
        List<String> open = new ArrayList<>();
        List<MatchResult> tags = Pattern.compile("<(/?)([a-zA-Z0-9]+)(?:[^>\"]|\"[^\"]*\")*?(/?)>")
                .matcher(markup)
                .results()
                .toList();
        for (MatchResult tag : tags) {
            boolean empty =
                    !tag.group(3).isEmpty() || List.of("meta", "input", "br").contains(tag.group(2));
            if (!tag.group(1).isEmpty()) {
                assertThat(open.removeLast())
                        .as("before offset %d", tag.start())
                        .isEqualTo(tag.group(2));
            } else if (!empty) {
                open.add(tag.group(2));
            }
        }
        assertThat(open).isEmpty();
        assertThat(tags).hasSizeGreaterThan(100);
    }

    private static Map<Integer, Integer> colours(BufferedImage image) {
        Map<Integer, Integer> colours = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.merge(image.getRGB(x, y) & 0xffffff, 1, Integer::sum);
            }
        }
        return colours;
    }

    private static int rgb(Ink ink) {
        return Integer.parseInt(ink.light().substring(1), 16);
    }
}
