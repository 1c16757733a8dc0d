package dev.tokenflow.lab.experiment.report;

import dev.tokenflow.lab.experiment.plan.Experiment;
import dev.tokenflow.lab.experiment.result.Agreement;
import dev.tokenflow.lab.experiment.result.CellResult;
import dev.tokenflow.lab.experiment.result.Judgement;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The results of an experiment, for the terminal, as a page and as JSON.
 *
 * @param network the medium's name
 * @param facts what all runs had in common, one line
 * @param results a cell for each link and demand
 * @param agreement with the simulated network; empty when there is nothing to compare
 */
public record ExperimentReport(
        String network, int seeds, String facts, List<CellResult> results, List<Agreement> agreement) {
    public ExperimentReport {
        results = List.copyOf(results);
        agreement = List.copyOf(agreement);
    }

    /**
     * Prints the tables, and writes {@code report.html} and {@code experiment.json} into {@code out}, and the JSON to
     * {@code json} too. Of several links or demands each has a file of its own in {@code out/cells} as well.
     */
    public void write(PrintStream terminal, Path out, @Nullable Path json) throws IOException {
        List<Judgement> judged = Judgement.of(results);
        terminal.println();
        if (results.size() == 1) {
            terminal.print(ExperimentTable.plain(ExperimentTable.cell(results.getFirst())));
            terminal.println(fits(results.getFirst()));
        } else {
            terminal.print(ExperimentTable.plain(ExperimentTable.overview(results)));
        }
        if (!judged.isEmpty()) {
            terminal.println();
            terminal.print(ExperimentTable.plain(ExperimentTable.judged(judged)));
        }
        if (!agreement.isEmpty()) {
            terminal.println();
            terminal.print(ExperimentTable.plain(ExperimentTable.agreement(agreement)));
        }
        Files.writeString(out.resolve("report.html"), new ExperimentPage(results, judged, agreement, facts).html());
        String text = ExperimentJson.of(this, judged) + "\n";
        Files.writeString(out.resolve("experiment.json"), text);
        if (json != null) {
            Files.writeString(json, text);
        }
        if (results.size() > 1) {
            writeCells(out.resolve("cells"));
        }
        terminal.println("Report: " + out.resolve("report.html"));
    }

    private void writeCells(Path folder) throws IOException {
        Files.createDirectories(folder);
        Set<String> names = new HashSet<>();
        for (CellResult cell : results) {
            Experiment experiment = cell.experiment();
            String demand = ExperimentTable.number(experiment.demand()).replace(",", "");
            String name = experiment.link().name().replaceAll("[^A-Za-z0-9._-]", "_") + "-" + demand + "x";
            String unique = name;
            for (int i = 2; !names.add(unique); i++) {
                unique = name + "-" + i;
            }
            Files.writeString(folder.resolve(unique + ".json"), ExperimentJson.of(this, cell) + "\n");
        }
    }

    /** Whether compression alone is enough for a cell, one sentence for people. */
    static String fits(CellResult cell) {
        return "gzip alone fits (one token a chunk, compressed, takes at most 85 % of the link in every second): "
                + ExperimentTable.fits(cell);
    }
}
