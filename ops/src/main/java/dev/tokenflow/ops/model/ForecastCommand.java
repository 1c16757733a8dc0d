package dev.tokenflow.ops.model;

import dev.tokenflow.core.model.fit.BoostingConfig;
import dev.tokenflow.core.model.series.Forecaster;
import dev.tokenflow.core.model.series.SeriesForecast;
import dev.tokenflow.protocol.json.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokenflow model forecast}: boosted trees against simple forecasts. */
@Command(
        name = "forecast",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Forecasts series some rows ahead and says how far off that was, in the unit of the value column: with"
                    + " boosted trees, with the last value"
                    + " (persistence), an average that fades by an eighth a value (ewma) and the median of the"
                    + " last nine (median).",
            "",
            "The trees learn from the older part of every series. The row 'ours' is TokenFlow's forecast: at"
                    + " each row of the data a mixture of the methods by how they did on the rows before;"
                    + " 'chosen' is the method with the largest part in it. The upper bound should hold for 95 of"
                    + " 100 rows, and it is adjusted by the rows before, too.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ForecastCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(
            names = "--series",
            required = true,
            paramLabel = "COL",
            description = "Column that names the series of a row.")
    private String series = "";

    @Option(
            names = "--time",
            required = true,
            paramLabel = "COL",
            description = "Column by which a series is sorted, a number.")
    private String time = "";

    @Option(
            names = "--value",
            required = true,
            paramLabel = "COL",
            description = "Column to forecast; rows where it is empty are left out.")
    private String value = "";

    @Option(
            names = "--horizons",
            defaultValue = "1,5,10",
            split = ",",
            paramLabel = "N",
            description = "Rows ahead. Default: ${DEFAULT-VALUE}.")
    private List<Integer> horizons = List.of();

    @Option(
            names = "--train-fraction",
            defaultValue = "0.7",
            paramLabel = "X",
            description = "Older share of every series to learn from. Default: ${DEFAULT-VALUE}.")
    private double trainFraction;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Seed of the random choices. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private FiguresOption json;

    @Override
    public Integer call() throws IOException {
        for (int horizon : horizons) {
            if (horizon < 1 || horizon > 100_000) {
                throw new IOException("--horizons: " + horizon + ", expected 1 to 100000");
            }
        }
        json.requireWritable();
        List<List<SeriesForecast.Point>> all = SeriesTable.of(data.read(), series, time, value);
        BoostingConfig d = BoostingConfig.DEFAULT;
        BoostingConfig config =
                new BoostingConfig(d.loss(), 200, 31, d.depth(), 20, 0.08, d.rowShare(), d.inputShare(), 0.2, 20, seed);
        SeriesForecast forecast = new SeriesForecast(all, trainFraction, config);
        int rows = all.stream().mapToInt(List::size).sum();
        out().printf(
                        Locale.ROOT,
                        "%d series, %,d rows; mean absolute error, then pinball loss at 95 %%%n",
                        all.size(),
                        rows);
        List<SeriesForecast.Outcome> outcomes = new ArrayList<>();
        for (int horizon : horizons) {
            err().printf(Locale.ROOT, "horizon %d …%n", horizon);
            err().flush();
            SeriesForecast.Outcome outcome = forecast.judge(horizon);
            if (outcome == null) {
                throw new IOException("'" + data.file() + "' is too short for horizon " + horizon
                        + ": no series has enough rows to learn from and to judge by");
            }
            outcomes.add(outcome);
            report(outcome);
        }
        write(all.size(), rows, outcomes);
        return 0;
    }

    private void report(SeriesForecast.Outcome o) {
        out().printf(Locale.ROOT, "%+d, %,d rows judged%n", o.horizon(), o.rows());
        line(
                "ours",
                o.mae(),
                o.pinball(),
                "  mostly " + o.chosen().word() + ", bound holds in "
                        + String.format(Locale.ROOT, "%.1f %%", 100 * o.coverage()));
        for (Forecaster way : Forecaster.values()) {
            line(
                    way.word(),
                    o.maeOf().getOrDefault(way, Double.NaN),
                    o.pinballOf().getOrDefault(way, Double.NaN),
                    "");
        }
        out().flush();
    }

    private void line(String name, double mae, double pinball, String more) {
        out().printf(Locale.ROOT, "  %-12s %10.4f %10.4f%s%n", name, mae, pinball, more);
    }

    private void write(int count, int rows, List<SeriesForecast.Outcome> outcomes) throws IOException {
        JsonWriter out = new JsonWriter().beginObject();
        out.field("series", (long) count)
                .field("rows", (long) rows)
                .name("horizons")
                .beginArray();
        for (SeriesForecast.Outcome o : outcomes) {
            out.beginObject().field("h", (long) o.horizon()).field("rows", (long) o.rows());
            out.field("chosen", o.chosen().word());
            write(out, "mae", o.mae(), o.maeOf());
            write(out, "pinball95", o.pinball(), o.pinballOf());
            out.field("coverage95", o.coverage(), 6).endObject();
        }
        json.write(out.endArray().endObject());
    }

    private static void write(JsonWriter out, String name, double ours, Map<Forecaster, Double> others) {
        out.name(name).beginObject().field("ours", ours, 6);
        for (Forecaster way : Forecaster.values()) {
            out.field(way.word(), others.getOrDefault(way, Double.NaN), 6);
        }
        out.endObject();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
