package dev.tokenflow.ops.model;

import dev.tokenflow.core.model.fit.ForestConfig;
import dev.tokenflow.core.model.fit.IsolationForestTrainer;
import dev.tokenflow.core.model.fit.Ranking;
import dev.tokenflow.core.model.tree.IsolationForest;
import dev.tokenflow.protocol.json.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow model evaluate}: the isolation forest on a table with known anomalies. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Grows isolation forests on a table, without looking at its labels, scores the same rows, and says how"
                    + " well the scores put the anomalies"
                    + " first: as Liu, Ting and Zhou measured theirs (ICDM 2008).",
            "",
            "ROC AUC counts equal scores as half; AUPRC is the average precision. All columns besides the label"
                    + " are inputs and must be finite numbers.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class EvaluateCommand implements Callable<Integer> {
    private static final int TIMED_ROWS = 1 << 18;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(
            names = "--label",
            required = true,
            paramLabel = "COL",
            description = "Column that is 1 for an anomaly and 0 for none.")
    private String label = "";

    @Mixin
    private ForestOptions forests;

    @Option(
            names = "--seeds",
            defaultValue = "10",
            paramLabel = "N",
            description = "Forests, each with another seed. Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Mixin
    private FiguresOption json;

    @Override
    public Integer call() throws IOException {
        ForestConfig config = forests.config(1);
        if (seeds < 1 || seeds > 10_000) {
            throw new IOException("--seeds is " + seeds + ", expected 1 to 10000");
        }
        json.requireWritable();
        LabelledRows rows = LabelledRows.of(data.read(), label);
        long anomalies = rows.anomalyCount();
        if (anomalies == 0 || anomalies == rows.count()) {
            throw new IOException("'" + data.file() + "', column " + label + ": all " + rows.count() + " rows are "
                    + (anomalies == 0 ? "0" : "1") + ", expected both 0 and 1");
        }
        List<Double> auc = new ArrayList<>();
        List<Double> precision = new ArrayList<>();
        List<Double> fitS = new ArrayList<>();
        List<Double> rowNs = new ArrayList<>();
        double[] scores = new double[rows.count()];
        for (int seed = 0; seed < seeds; seed++) {
            long startNs = System.nanoTime();
            IsolationForest forest = new IsolationForestTrainer(config.withSeed(seed)).fit(rows.rows(), rows.inputs());
            fitS.add((System.nanoTime() - startNs) / 1e9);
            rowNs.add(time(forest, rows, scores));
            auc.add(Ranking.rocAuc(scores, rows.anomalies()));
            precision.add(Ranking.averagePrecision(scores, rows.anomalies()));
            say(false, "%d of %d forests: ROC AUC %.4f", seed + 1, seeds, auc.get(seed));
        }
        report(config, rows, Spread.of(auc), Spread.of(precision), median(fitS), median(rowNs));
        return 0;
    }

    /** Small tables are scored several times: the clock is too coarse for a few rows. */
    private static double time(IsolationForest forest, LabelledRows rows, double[] scores) {
        int times = Math.max(1, TIMED_ROWS / rows.count());
        long startNs = System.nanoTime();
        for (int i = 0; i < times; i++) {
            forest.score(rows.rows(), rows.count(), scores);
        }
        return (double) (System.nanoTime() - startNs) / times / rows.count();
    }

    private void report(ForestConfig config, LabelledRows rows, Spread auc, Spread precision, double fitS, double rowNs)
            throws IOException {
        double rate = (double) rows.anomalyCount() / rows.count();
        say(
                true,
                "%,d rows, %d inputs, %.3f %% anomalies; %d forests of %d trees x %d rows",
                rows.count(),
                rows.inputs(),
                100 * rate,
                seeds,
                config.trees(),
                config.subsample());
        say(true, "ROC AUC  %.4f ± %.4f", auc.mean(), auc.sd());
        say(true, "AUPRC    %.4f ± %.4f", precision.mean(), precision.sd());
        say(true, "fit      %.3f s", fitS);
        say(true, "score    %,.0f ns a row, in blocks", rowNs);
        JsonWriter out = new JsonWriter().beginObject();
        out.field("n", (long) rows.count()).field("dims", (long) rows.inputs());
        out.field("anomaly_rate", rate, 6).field("seeds", (long) seeds);
        auc.write(out, "roc_auc");
        precision.write(out, "auprc");
        out.field("fit_s", fitS, 6).field("ns_per_row", rowNs, 1);
        json.write(out.endObject());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((sorted.size() - 1) / 2);
    }

    private void say(boolean result, String format, Object... values) {
        PrintWriter to =
                result ? spec.commandLine().getOut() : spec.commandLine().getErr();
        to.printf(Locale.ROOT, format + "%n", values);
        to.flush();
    }
}
