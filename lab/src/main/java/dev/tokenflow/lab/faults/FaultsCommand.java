package dev.tokenflow.lab.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tokenflow.cli.option.OutputFile;
import dev.tokenflow.lab.faults.row.FaultRow;
import dev.tokenflow.lab.faults.row.FaultRows;
import dev.tokenflow.lab.faults.row.Pace;
import dev.tokenflow.lab.faults.row.RowResult;
import dev.tokenflow.testbed.process.Logs;
import dev.tokenflow.testbed.process.StopSignal;
import dev.tokenflow.testbed.process.StoppedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tokenflow faults}: proves that the job stays right under faults. */
@Command(
        name = "tokenflow faults",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs broker, Flink, job and hint server as processes of their own, makes faults, and compares what the job"
                    + " says with what an independent reader finds in Kafka's log.",
            "",
            "All rows take about 40 minutes, the short form 4. It needs neither root nor a network.",
            ""
        },
        footer = {
            "",
            "Exit status: 0 when everything held, 1 when something did not, 2 when the command or the machine does not"
                    + " allow it."
        })
public final class FaultsCommand implements Callable<Integer> {
    private static final int MET = 0;
    private static final int MISSED = 1;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "Run these rows only; --list names them.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--short", description = "Run a part of the rows, with fewer faults and shorter waits.")
    private boolean shortly;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures here as well.")
    private @Nullable Path json;

    @Option(names = "--keep", description = "Keep the folders of logs and data.")
    private boolean keep;

    @Option(names = "--list", description = "Print the rows and run nothing.")
    private boolean list;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            FaultRows.all()
                    .forEach(row -> System.out.printf(
                            Locale.ROOT,
                            "%-22s %s%s%n",
                            row.name(),
                            row.summary(),
                            row.isShort() ? " (also --short)" : ""));
            return MET;
        }
        List<FaultRow> rows = chosen();
        if (json != null) {
            OutputFile.requireWritable("--json", json);
        }
        Path log = Files.createTempFile("tokenflow-faults-", ".log");
        Logs.toFile(log);
        try (StopSignal stop = StopSignal.watch(() -> System.err.println("tokenflow: stopping"))) {
            FaultsRun run = new FaultsRun(
                    rows, shortly ? Pace.SHORT : Pace.LONG, keep, FaultsCommand::progress, result -> print(result));
            List<RowResult> results = run(stop, run);
            return summary(results);
        } catch (StoppedException e) {
            return e.exitStatus();
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static List<RowResult> run(StopSignal stop, FaultsRun run) throws IOException, InterruptedException {
        try {
            return stop.interruptibly(run::run);
        } catch (InterruptedException e) {
            stop.check();
            throw e;
        }
    }

    private List<FaultRow> chosen() throws IOException {
        List<FaultRow> all = FaultRows.all();
        for (String name : only) {
            if (all.stream().noneMatch(row -> row.name().equals(name))) {
                throw new IOException("--only: there is no row '" + name + "', there are: "
                        + all.stream().map(FaultRow::name).collect(Collectors.joining(", ")));
            }
        }
        return all.stream()
                .filter(row -> only.isEmpty() ? !shortly || row.isShort() : only.contains(row.name()))
                .toList();
    }

    private int summary(List<RowResult> results) throws IOException {
        long met = results.stream().filter(RowResult::met).count();
        System.out.printf(Locale.ROOT, "%d of %d rows met%n", met, results.size());
        if (json != null) {
            Files.writeString(json, json(results));
        }
        return met == results.size() ? MET : MISSED;
    }

    private static void progress(String line) {
        System.err.println("faults: " + line);
    }

    private static void print(RowResult result) {
        PrintStream out = System.out;
        out.println(result.name() + ": " + (result.met() ? "met" : "MISSED") + "  "
                + result.figures().entrySet().stream()
                        .map(figure -> figure.getKey() + " " + text(figure.getValue()))
                        .collect(Collectors.joining(", ")));
        result.wrong().forEach(wrong -> out.println("  missed: " + wrong));
        result.late().forEach(late -> out.println("  too late: " + late));
        out.flush();
    }

    private static String text(Number value) {
        return value.doubleValue() == Math.rint(value.doubleValue())
                ? String.format(Locale.ROOT, "%,d", value.longValue())
                : String.format(Locale.ROOT, "%,.1f", value.doubleValue());
    }

    private static String json(List<RowResult> results) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        ArrayNode rows = root.putArray("rows");
        for (RowResult result : results) {
            ObjectNode row = rows.addObject().put("name", result.name()).put("met", result.met());
            ObjectNode figures = row.putObject("figures");
            result.figures().forEach((name, value) -> put(figures, name, value));
            result.wrong().forEach(row.putArray("missed")::add);
            result.late().forEach(row.putArray("late")::add);
        }
        return root.toPrettyString() + "\n";
    }

    /** A figure; null when it is unknown, for which JSON has no number. */
    private static void put(ObjectNode figures, String name, Number value) {
        double number = value.doubleValue();
        if (Double.isNaN(number)) {
            figures.putNull(name);
        } else if (number == Math.rint(number)) {
            figures.put(name, value.longValue());
        } else {
            figures.put(name, number);
        }
    }
}
