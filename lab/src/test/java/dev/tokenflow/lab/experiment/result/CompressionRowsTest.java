package dev.tokenflow.lab.experiment.result;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tokenflow.lab.experiment.LinkChoice;
import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.plan.ExperimentLink;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two links on which gzip fits and two on which it does not, with made-up figures of every arm. */
class CompressionRowsTest {
    @Test
    void everyRowIsJudgedFromTheLinksItIsAbout() throws IOException {
        List<CellResult> cells = List.of(
                cell(2, true, 40, 100, 40, 40, 100, 40, 1000),
                cell(2, true, 44, 80, 40, 40, 100, 40, 1000),
                cell(2, false, 200, 400, 900, 800, 210, 90, 1000),
                cell(2, false, 300, 700, 900, 900, 220, 100, 940));

        assertThat(Judgement.of(cells).stream().filter(row -> row.what().contains("tokenflow / ")))
                .extracting(row ->
                        String.format(Locale.ROOT, "%s %.3f %s %s", row.what(), row.value(), row.target(), row.met()))
                .containsExactly(
                        "p95 token delay: tokenflow / tokenflow-plain 0.429 <= 0.500 true",
                        "p95 token delay: tokenflow / gzip where it fits, worst link 1.100 <= 1.05 false",
                        "p95 token delay: tokenflow / gzip-selfclocked where gzip does not fit 0.250 <= 0.400 true",
                        "p95 token delay: tokenflow / gzip-selfclocked where gzip does not fit, worst link "
                                + "0.333 <= 1.05"
                                + " true",
                        "p95 token delay: tokenflow / gzip-chunk4, worst link 1.364 <= 1.30 false",
                        "tokens: tokenflow / best arm, worst link 0.940 >= 0.950 false");
        assertThat(Judgement.of(cells).stream().filter(row -> row.what().startsWith("links ")))
                .extracting(row ->
                        String.format(Locale.ROOT, "%s %.3f %s %s", row.what(), row.value(), row.target(), row.met()))
                .containsExactly(
                        "links where tokenflow is as good as gzip-chunk4 0.750 >= 0.900 false",
                        "links with p95 of tokenflow <= 2x oracle-gzip + 50 ms 0.750 >= 0.850 false");
    }

    @Test
    void targetsFollowTheDemand() throws IOException {
        List<CellResult> cells = List.of(cell(8, false, 60, 100, 200, 100, 100, 40, 1000));
        assertThat(Judgement.of(cells).stream().filter(row -> !row.what().contains("tokenflow-plain / best")))
                .extracting(row -> row.what() + " " + row.target())
                .containsExactly(
                        "p95 token delay: tokenflow / tokenflow-plain <= 0.700",
                        "p95 token delay: tokenflow / gzip-selfclocked where gzip does not fit <= 0.500",
                        "p95 token delay: tokenflow / gzip-selfclocked where gzip does not fit, worst link <= 1.05",
                        "links where tokenflow is as good as gzip-chunk4 >= 0.900",
                        "p95 token delay: tokenflow / gzip-chunk4, worst link <= 1.30",
                        "tokens: tokenflow / best arm, worst link >= 0.950");
    }

    private static CellResult cell(
            double demand,
            boolean fits,
            double tokenflow,
            double plain,
            double gzip,
            double selfclocked,
            double chunk4,
            double oracle,
            double tokens)
            throws IOException {
        Map<String, List<RunFigures>> runs = new LinkedHashMap<>();
        runs.put("tokenflow", figures(tokenflow, tokens));
        runs.put("tokenflow-plain", figures(plain, 0.9 * tokens));
        runs.put("gzip", figures(gzip, 1000));
        runs.put("gzip-selfclocked", figures(selfclocked, 1000));
        runs.put("gzip-chunk4", figures(chunk4, 1000));
        runs.put("oracle-gzip", figures(oracle, 1000));
        ExperimentLink link = new LinkChoice(null, null, Double.NaN)
                .find("a 9s rate=" + (fits ? "2mbit" : "500kbit") + " delay=20ms")
                .getFirst();
        Experiment experiment = new Experiment(link, demand, 1, 30, 0, 50, 400, Duration.ofSeconds(9));
        assertThat(experiment.gzipFits()).isEqualTo(fits);
        return new CellResult(experiment, runs, Map.of());
    }

    private static List<RunFigures> figures(double p95, double tokens) {
        return List.of(new RunFigures(Map.of(Figure.DELAY_P95, p95, Figure.TOKENS_DELIVERED, tokens)));
    }
}
